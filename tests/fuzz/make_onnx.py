"""Writes tests/fuzz/onnx: small ONNX files, right and wrong (python3-onnx; only needed to make them again).

  make_onnx.py FOLDER
"""

import sys
from pathlib import Path

import numpy
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(sys.argv[1])


def values(name, array):
    return numpy_helper.from_array(numpy.asarray(array), name)


def weights(name, *shape):
    return values(name, numpy.linspace(-1, 1, int(numpy.prod(shape)), dtype=numpy.float32).reshape(shape))


def write(name, nodes, constants, image=(1, 2, 6, 6), opset=13):
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info("x", TensorProto.FLOAT, image)],
                              [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="modnn")
    (FOLDER / f"{name}.onnx").write_bytes(model.SerializeToString())


def node(kind, inputs, output, **attributes):
    return helper.make_node(kind, inputs, [output], name=output, **attributes)


conv = node("Conv", ["x", "w"], "c", pads=[1, 1, 1, 1])
w = weights("w", 4, 2, 3, 3)
per_channel = [weights(name, 4) for name in ("g", "b", "m")] + [values("v", numpy.ones(4, numpy.float32))]
write("conv_norm_relu", [conv, node("BatchNormalization", ["c", "g", "b", "m", "v"], "n"), node("Relu", ["n"], "y")],
      [w, *per_channel])
write("dense", [conv, node("Flatten", ["c"], "f"), node("Gemm", ["f", "d"], "y", transB=1), node("Softmax", ["y"], "s", axis=1)],
      [w, weights("d", 3, 144)])
write("branches", [conv, node("MaxPool", ["c"], "p", kernel_shape=[2, 2], strides=[2, 2]),
                   node("Resize", ["p", "r", "s"], "u"), node("Concat", ["u", "c"], "y", axis=1)],
      [w, values("r", numpy.zeros(0, numpy.float32)), values("s", numpy.array([1, 1, 2, 2], numpy.float32))])
write("squeeze", [conv, node("GlobalAveragePool", ["c"], "g"), node("HardSwish", ["g"], "h"), node("Mul", ["c", "h"], "y")],
      [w], opset=14)
write("shapes", [node("Shape", ["x"], "s"), node("Gather", ["s", "i"], "n"), node("Concat", ["n", "m"], "t", axis=0),
                 node("Reshape", ["x", "t"], "y")],
      [values("i", numpy.array([0])), values("m", numpy.array([-1]))])
write("padded", [node("Pad", ["x", "p"], "q"), node("Conv", ["q", "w"], "c"), node("AveragePool", ["c"], "y", kernel_shape=[3, 3])],
      [w, values("p", numpy.array([0, 0, 1, 0, 0, 0, 0, 1]))])
write("huge_window", [node("MaxPool", ["x"], "y", kernel_shape=[2 ** 62, 2 ** 62], pads=[2 ** 62] * 4)], [])
write("huge_reshape", [node("Reshape", ["x", "t"], "y")], [values("t", numpy.array([2 ** 40, 2 ** 40, -1]))])
write("huge_slice", [node("Slice", ["t", "a", "b"], "u"), node("Reshape", ["x", "u"], "y")],
      [values("t", numpy.array([1, -1])), values("a", numpy.array([-2 ** 63])), values("b", numpy.array([2 ** 63 - 1]))])
write("many_channels", [node("Upsample", ["x", "s"], "u", mode="nearest"), node("Upsample", ["u", "s"], "v", mode="nearest"),
                        node("Upsample", ["v", "s"], "y", mode="nearest")],
      [values("s", numpy.array([1, 1, 1e6, 1e6], numpy.float32))], opset=9)
write("no_input", [node("Identity", [], "y")], [])
write("loop", [node("Relu", ["y"], "a"), node("Relu", ["a"], "y")], [])
write("one_wide", [node("Mul", ["x", "k"], "y")], [values("k", numpy.zeros((1, 1, 0), numpy.float32))])
