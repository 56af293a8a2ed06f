"""Makes wine_forest.onnx and breast_cancer_forest.onnx beside this file: random forests as ONNX (ai.onnx.ml TreeEnsembleClassifier).

    apt-get install python3-sklearn python3-onnx
    /usr/bin/python3 make_forests.py <folder with wine_test.csv and breast_cancer_test.csv>

They learn from the data sets that scikit-learn brings (UCI), without the rows of the test tables.
"""
import csv
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.ensemble import RandomForestClassifier


def threshold(value):
    """The largest number of 32 bits that is no larger: inputs of 32 bits fall on the same side of it."""
    single = np.float32(value)
    return float(np.nextafter(single, np.float32(-np.inf)) if single > value else single)


def rows_of(forest):
    """The attributes of TreeEnsembleClassifier: its nodes as columns, and the votes of its leaves."""
    nodes = {name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    votes = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for number, estimator in enumerate(forest.estimators_):
        tree = estimator.tree_
        for node in range(tree.node_count):
            is_leaf = tree.children_left[node] < 0
            nodes["treeids"].append(number)
            nodes["nodeids"].append(node)
            nodes["featureids"].append(0 if is_leaf else int(tree.feature[node]))
            nodes["values"].append(0.0 if is_leaf else threshold(tree.threshold[node]))
            nodes["modes"].append("LEAF" if is_leaf else "BRANCH_LEQ")
            nodes["truenodeids"].append(max(0, int(tree.children_left[node])))
            nodes["falsenodeids"].append(max(0, int(tree.children_right[node])))
            if is_leaf:
                counts = tree.value[node][0]
                shares = counts / counts.sum() / len(forest.estimators_)
                # Of two classes one is voted on: the runtime takes what is left for the other.
                for label, share in enumerate(shares if len(shares) > 2 else shares[1:]):
                    votes["treeids"].append(number)
                    votes["nodeids"].append(node)
                    votes["ids"].append(label)
                    votes["weights"].append(float(share))
    return {f"nodes_{name}": column for name, column in nodes.items()} | {f"class_{name}": column for name, column in votes.items()}


here = pathlib.Path(__file__).parent
for name, data in (("wine", load_wine()), ("breast_cancer", load_breast_cancer())):
    with open(pathlib.Path(sys.argv[1]) / f"{name}_test.csv", newline="") as table:
        test = np.array([[float(cell) for cell in row] for row in list(csv.reader(table))[1:]])
    kept = {row.tobytes() for row in test[:, :-1].astype(np.float32)}
    known = data.data.astype(np.float32)
    train = [place for place, row in enumerate(known) if row.tobytes() not in kept]
    assert len(train) + len(test) == len(known), (len(train), len(test), len(known))
    forest = RandomForestClassifier(50, max_depth=4, random_state=0).fit(known[train], data.target[train])
    right = int((forest.predict(test[:, :-1].astype(np.float32)) == test[:, -1]).sum())

    labels = [int(label) for label in forest.classes_]
    ensemble = helper.make_node("TreeEnsembleClassifier", ["features"], ["label", "probabilities"], domain="ai.onnx.ml",
                                classlabels_int64s=labels, post_transform="NONE", **rows_of(forest))
    graph = helper.make_graph(
        [ensemble], f"{name}_forest",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", known.shape[1]])],
        [helper.make_tensor_value_info("label", TensorProto.INT64, ["batch"]),
         helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", len(labels)])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 1)], producer_name="make_forests")
    model.ir_version = 8
    onnx.checker.check_model(model)
    path = here / f"{name}_forest.onnx"
    onnx.save(model, path)
    print(f"{path.name}: {right} of {len(test)} right, {path.stat().st_size} bytes")
