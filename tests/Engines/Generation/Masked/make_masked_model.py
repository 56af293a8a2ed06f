"""Makes masked.onnx and masked.vocab beside this file: a language model of a few kilobytes that takes a mask and a position for each token.

    apt-get install python3-onnx
    /usr/bin/python3 make_masked_model.py

Two layers of attention with a cache, of random weights: what it says means nothing, but follows from every token before it, and from no padding.
"""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, WIDTH, HEADS, HEAD, CONTEXT = 2, 16, 2, 8, 96
PIECES = ["<unk>", "<s>", "</s>", " ", *"abcdefghijklmnopqrstuvwxyz", ".", ","]

random = np.random.default_rng(7)
nodes, weights = [], []


def weight(name, value):
    weights.append(numpy_helper.from_array(np.asarray(value), name))
    return name


def node(kind, inputs, output, **attributes):
    nodes.append(helper.make_node(kind, inputs, [output], **attributes))
    return output


def matrix(name, rows, columns, scale):
    return weight(name, (random.standard_normal((rows, columns)) * scale).astype(np.float32))


def integers(name, *values):
    return weight(name, np.array(values, np.int64))


def heads(name, source, weights_of):
    """Texts × tokens × width to texts × heads × tokens × width of a head."""
    projected = node("MatMul", [source, weights_of], name + ".flat")
    parted = node("Reshape", [projected, integers(name + ".parts", 0, 0, HEADS, HEAD)], name + ".parted")
    return node("Transpose", [parted], name, perm=[0, 2, 1, 3])


hidden = node("Add", [
    node("Gather", [matrix("tokens", len(PIECES), WIDTH, 1.0), "input_ids"], "embedded"),
    node("Gather", [matrix("places", CONTEXT, WIDTH, 1.0), "position_ids"], "placed")], "hidden")

# A query sees the tokens of the cache and itself, and of those that come with it only earlier ones; nothing that the mask leaves out.
key_count = node("Gather", [node("Shape", ["attention_mask"], "mask.shape"), integers("one", 1)], "key.count")
query_count = node("Gather", [node("Shape", ["input_ids"], "ids.shape"), "one"], "query.count")
zero, step = weight("zero", np.int64(0)), weight("step", np.int64(1))
flat = integers("flat")
keys_at = node("Range", [zero, node("Reshape", [key_count, flat], "key.number"), step], "keys.at")
first = node("Sub", [node("Reshape", [key_count, flat], "key.number2"), node("Reshape", [query_count, flat], "query.number")], "first.query")
queries_at = node("Range", [first, node("Reshape", [key_count, flat], "key.number3"), step], "queries.at")
later = node("Greater", [keys_at, node("Unsqueeze", [queries_at, integers("axis.one", 1)], "queries.column")], "later")
left_out = node("Unsqueeze", [node("Equal", ["attention_mask", zero], "masked"), integers("axes.masked", 1, 2)], "left.out")
unseen = node("Or", [left_out, later], "unseen")
penalty = node("Where", [unseen, weight("never", np.float32(-1e9)), weight("nothing", np.float32(0))], "penalty")

presents = {"key": [], "value": []}
for layer in range(LAYERS):
    at = f"layer{layer}."
    query = heads(at + "query", hidden, matrix(at + "wq", WIDTH, WIDTH, 0.7))
    both = {}
    for part in ("key", "value"):
        new = heads(at + part, hidden, matrix(at + "w" + part, WIDTH, WIDTH, 0.7))
        past = node("Gather", ["past_" + part, weight(at + part + ".layer", np.int64(layer))], at + part + ".past", axis=0)
        both[part] = node("Concat", [past, new], at + part + ".all", axis=2)
        presents[part].append(node("Unsqueeze", [both[part], integers(at + part + ".axis", 0)], at + part + ".present"))
    scores = node("MatMul", [query, node("Transpose", [both["key"]], at + "key.turned", perm=[0, 1, 3, 2])], at + "scores")
    scaled = node("Mul", [scores, weight(at + "scale", np.float32(HEAD ** -0.5))], at + "scaled")
    shares = node("Softmax", [node("Add", [scaled, penalty], at + "seen")], at + "shares", axis=-1)
    mixed = node("Transpose", [node("MatMul", [shares, both["value"]], at + "mixed")], at + "mixed.turned", perm=[0, 2, 1, 3])
    joined = node("Reshape", [mixed, integers(at + "join", 0, 0, WIDTH)], at + "joined")
    hidden = node("Add", [hidden, node("MatMul", [joined, matrix(at + "wo", WIDTH, WIDTH, 0.5)], at + "out")], at + "attended")
    inner = node("Tanh", [node("MatMul", [hidden, matrix(at + "w1", WIDTH, 2 * WIDTH, 0.5)], at + "inner")], at + "bent")
    hidden = node("Add", [hidden, node("MatMul", [inner, matrix(at + "w2", 2 * WIDTH, WIDTH, 0.5)], at + "outer")], at + "hidden")
for part in presents:
    node("Concat", presents[part], "present_" + part, axis=0)
node("MatMul", [node("Tanh", [hidden], "bounded"), matrix("head", WIDTH, len(PIECES), 1.0)], "logits")

info, f, i = helper.make_tensor_value_info, TensorProto.FLOAT, TensorProto.INT64
cache = [LAYERS, "batch", HEADS, "past", HEAD]
total = [LAYERS, "batch", HEADS, "total", HEAD]
graph = helper.make_graph(
    nodes, "masked",
    [info("input_ids", i, ["batch", "seq"]), info("position_ids", i, ["batch", "seq"]), info("attention_mask", i, ["batch", "total"]), info("past_key", f, cache), info("past_value", f, cache)],
    [info("logits", f, ["batch", "seq", len(PIECES)]), info("present_key", f, total), info("present_value", f, total)], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], producer_name="make_masked_model")
model.ir_version = 8
onnx.checker.check_model(model)
here = pathlib.Path(__file__).parent
onnx.save(model, here / "masked.onnx")
(here / "masked.vocab").write_text("".join(f"{'▁' if piece == ' ' else piece}\t{-place}\n" for place, piece in enumerate(PIECES)), encoding="utf-8")
print(f"masked.onnx: {(here / 'masked.onnx').stat().st_size} bytes, {len(PIECES)} tokens")
