"""Seconds of scikit-learn's SpectralCoclustering with ARPACK on FOLDER's matrix, into FOLDER/seconds.txt.

usage: sklearn_seconds.py FOLDER COLUMNS CLUSTERS"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pathlib
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import SpectralCoclustering

folder = pathlib.Path(sys.argv[1])
columns, clusters = map(int, sys.argv[2:])
row_starts = np.fromfile(folder / "row_starts.bin", dtype=np.int64)
column_of = np.fromfile(folder / "column_of.bin", dtype=np.int32)
matrix = csr_matrix((np.ones(len(column_of)), column_of, row_starts), shape=(len(row_starts) - 1, columns))
model = SpectralCoclustering(n_clusters=clusters, svd_method="arpack", random_state=1)
begin = time.perf_counter()
model.fit(matrix)
(folder / "seconds.txt").write_text(f"{time.perf_counter() - begin}\n")
