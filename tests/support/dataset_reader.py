#!/usr/bin/python3
"""Reads an exported dataset as other programs do, and says what lies under every box.

Usage: dataset_reader.py READER FOLDER
Prints a JSON line a box: photo, label, edges, and the mean colours (red, green, blue) within it and around it.
Exits with 77 where what the reader needs is not installed.
"""

import json
import os
import sys
from pathlib import Path

try:
    import cv2
    import numpy
except ImportError:
    print("python3-opencv is not installed")
    sys.exit(77)


def say(name, image, boxes):
    """`image` is height x width x RGB; boxes are (label, left, top, right, bottom)."""
    for label, *edges in boxes:
        left, top, right, bottom = (round(float(edge)) for edge in edges)
        inside = image[top + 2 : bottom - 2, left + 2 : right - 2]
        ring = numpy.zeros(image.shape[:2], bool)
        ring[max(top - 8, 0) : bottom + 8, max(left - 8, 0) : right + 8] = True
        ring[max(top - 3, 0) : bottom + 3, max(left - 3, 0) : right + 3] = False
        print(json.dumps({
            "photo": name, "label": label, "edges": [left, top, right, bottom],
            "size": [image.shape[1], image.shape[0]],
            "inside": inside.reshape(-1, 3).mean(axis=0).tolist(),
            "around": image[ring].mean(axis=0).tolist(),
        }))


def opened(path, turns):
    """A photo as OpenCV sees it, which turns it as EXIF says unless told not to."""
    flags = cv2.IMREAD_COLOR | (0 if turns else cv2.IMREAD_IGNORE_ORIENTATION)
    image = cv2.imread(str(path), flags)
    assert image is not None, path
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def yolo(folder, turns=True):
    """As ultralytics: data.yaml, and labels where the path of the images has `labels`."""
    import yaml

    config = yaml.safe_load((folder / "data.yaml").read_text())
    assert config["nc"] == len(config["names"]), config
    for photo in sorted((folder / config["val"]).glob("*.*")):
        before, _, after = str(photo).rpartition(f"{os.sep}images{os.sep}")
        labels = Path(before) / "labels" / Path(after).with_suffix(".txt")
        image = opened(photo, turns)
        height, width = image.shape[:2]
        boxes = []
        for line in labels.read_text().split("\n"):
            if line:
                number, x, y, w, h = line.split()
                x, y, w, h = float(x) * width, float(y) * height, float(w) * width, float(h) * height
                boxes.append((config["names"][int(number)], x - w / 2, y - h / 2, x + w / 2, y + h / 2))
        say(photo.name, image, boxes)


def coco(folder, turns=True):
    """As pycocotools indexes it."""
    data = json.loads((folder / "annotations/instances.json").read_text())
    names = {category["id"]: category["name"] for category in data["categories"]}
    images = {image["id"]: image for image in data["images"]}
    assert len(images) == len(data["images"])
    assert len({a["id"] for a in data["annotations"]}) == len(data["annotations"])
    for annotation in data["annotations"]:
        image = images[annotation["image_id"]]
        pixels = opened(folder / "images" / image["file_name"], turns)
        assert pixels.shape[:2] == (image["height"], image["width"])
        left, top, width, height = annotation["bbox"]
        assert abs(annotation["area"] - width * height) < 1e-3
        say(image["file_name"], pixels,
            [(names[annotation["category_id"]], left, top, left + width, top + height)])


def coco_torchvision(folder):
    """torchvision's CocoDetection, which needs pycocotools."""
    try:
        import pycocotools  # noqa: F401
        from torchvision.datasets import CocoDetection
    except ImportError:
        print("torchvision or pycocotools is not installed")
        sys.exit(77)
    from PIL import ImageOps

    dataset = CocoDetection(str(folder / "images"), str(folder / "annotations/instances.json"))
    for number, (image, annotations) in enumerate(dataset):
        entry = dataset.coco.loadImgs(dataset.ids[number])[0]
        pixels = numpy.array(ImageOps.exif_transpose(image).convert("RGB"))
        for annotation in annotations:
            left, top, width, height = annotation["bbox"]
            label = dataset.coco.cats[annotation["category_id"]]["name"]
            say(entry["file_name"], pixels, [(label, left, top, left + width, top + height)])


def voc_torchvision(folder):
    """torchvision's VOCDetection; the export lies in FOLDER/VOCdevkit/VOC2012."""
    try:
        from torchvision.datasets import VOCDetection
    except ImportError:
        print("python3-torchvision is not installed")
        sys.exit(77)
    for image, target in VOCDetection(str(folder), year="2012", image_set="trainval"):
        annotation = target["annotation"]
        assert (int(annotation["size"]["width"]), int(annotation["size"]["height"])) == image.size
        boxes = [(o["name"], *(o["bndbox"][k] for k in ("xmin", "ymin", "xmax", "ymax")))
                 for o in annotation["object"]]
        say(annotation["filename"], numpy.array(image.convert("RGB")), boxes)


def voc(folder, turns=False):
    import xml.etree.ElementTree as tree

    for file in sorted((folder / "Annotations").glob("*.xml")):
        root = tree.parse(file).getroot()
        name = root.findtext("filename")
        boxes = [(o.findtext("name"), *(o.findtext(f"bndbox/{k}") for k in ("xmin", "ymin", "xmax", "ymax")))
                 for o in root.findall("object")]
        say(name, opened(folder / "JPEGImages" / name, turns), boxes)


def retinanet(folder, turns=False):
    import csv

    with open(folder / "classes.csv", newline="") as file:
        classes = {row[0]: int(row[1]) for row in csv.reader(file)}
    with open(folder / "annotations.csv", newline="") as file:
        for path, left, top, right, bottom, label in csv.reader(file):
            assert label in classes
            say(Path(path).name, opened(folder / path, turns), [(label, left, top, right, bottom)])


def labelme(folder):
    """Debian's labelme, which opens the photo that the file names."""
    try:
        from labelme.label_file import LabelFile
        from labelme.utils import img_data_to_arr
    except ImportError:
        print("labelme is not installed")
        sys.exit(77)
    for file in sorted(folder.glob("*.json")):
        label_file = LabelFile(str(file))
        boxes = [(s["label"], *s["points"][0], *s["points"][1]) for s in label_file.shapes]
        say(label_file.imagePath, img_data_to_arr(label_file.imageData)[..., :3], boxes)


def createml(folder, turns=True):
    for record in json.loads((folder / "annotations.json").read_text()):
        boxes = []
        for annotation in record["annotations"]:
            at = annotation["coordinates"]
            left, top = at["x"] - at["width"] / 2, at["y"] - at["height"] / 2
            boxes.append((annotation["label"], left, top, left + at["width"], top + at["height"]))
        say(record["image"], opened(folder / record["image"], turns), boxes)


def hf(folder, turns=True):
    keys = set()
    for line in (folder / "metadata.jsonl").read_text().splitlines():
        record = json.loads(line)
        keys.add(tuple(record))
        objects = record["objects"]
        boxes = [(label, x, y, x + w, y + h)
                 for label, (x, y, w, h) in zip(objects["categories"], objects["bbox"], strict=True)]
        say(record["file_name"], opened(folder / record["file_name"], turns), boxes)
    assert len(keys) == 1, keys  # the loader takes no lines of different shapes


def jsonl(folder, turns=True):
    for line in (folder / "dataset.jsonl").read_text().splitlines()[1:]:
        record = json.loads(line)
        boxes = [(b["label"], b["bbox"][0], b["bbox"][1], b["bbox"][0] + b["bbox"][2],
                  b["bbox"][1] + b["bbox"][3]) for b in record["boxes"]]
        say(Path(record["file"]).name, opened(folder / record["file"], turns), boxes)


if __name__ == "__main__":
    reader, _, turning = sys.argv[1].partition(":")
    arguments = {"turned": [True], "stored": [False], "": []}[turning]
    globals()[reader](Path(sys.argv[2]), *arguments)
