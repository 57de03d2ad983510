"""Co-clusters a sparse matrix with scikit-learn: the reference of `modnn quality --reference sklearn`.

usage: sklearn_co_clustering.py FOLDER COLUMNS CLUSTERS SEED

Reads the pattern in compressed sparse rows, row_starts.bin (int64) and column_of.bin (int32), and writes
cluster_of.bin (int32): the cluster of every row, then of every column."""

import pathlib
import sys

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import SpectralCoclustering

folder = pathlib.Path(sys.argv[1])
columns, clusters, seed = map(int, sys.argv[2:])
row_starts = np.fromfile(folder / "row_starts.bin", dtype=np.int64)
column_of = np.fromfile(folder / "column_of.bin", dtype=np.int32)
matrix = csr_matrix((np.ones(len(column_of)), column_of, row_starts), shape=(len(row_starts) - 1, columns))
# scikit-learn divides by the degrees; what has no nonzeros costs nothing wherever it is.
rows = np.flatnonzero(np.diff(matrix.indptr))
cols = np.flatnonzero(np.bincount(column_of, minlength=columns))
model = SpectralCoclustering(n_clusters=clusters, svd_method="arpack", random_state=seed)
model.fit(matrix[rows][:, cols])
cluster_of = np.zeros(sum(matrix.shape), dtype=np.int32)
cluster_of[rows] = model.row_labels_
cluster_of[matrix.shape[0] + cols] = model.column_labels_
cluster_of.tofile(folder / "cluster_of.bin")
