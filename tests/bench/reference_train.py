#!/usr/bin/env python3
"""Trains as people write it with PyTorch and torchvision, for comparison with bench_train.

Same photos, split, sizes, epochs, head, schedule and augmentation as Creel's standard recipe; torchvision's own
transforms, a DataLoader with two workers, float32, PyTorch's defaults.
The split is a JSON list of {"file", "label", "part": "train" or "valid"}.
"""

import argparse
import json
import math
import time

import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import models, transforms


class Photos(Dataset):
    def __init__(self, entries, transform):
        self.entries = entries
        self.transform = transform

    def __len__(self):
        return len(self.entries)

    def __getitem__(self, index):
        entry = self.entries[index]
        with Image.open(entry["file"]) as image:
            return self.transform(image.convert("RGB")), entry["label"]


def make_loaders(split, side, mean, deviation, batch, workers):
    normalize = [transforms.ToTensor(), transforms.Normalize([mean] * 3 if mean else [0.485, 0.456, 0.406],
                                                             [deviation] * 3 if mean else [0.229, 0.224, 0.225])]
    train = transforms.Compose([
        transforms.Resize(round(side * 8 / 7)),
        transforms.RandomCrop(side),
        transforms.RandomHorizontalFlip(),
        transforms.RandomPerspective(0.2, 0.75),
        transforms.RandomAffine(10, scale=(1.0, 1.1)),
        transforms.ColorJitter(0.2, 0.2),
        *normalize,
    ])
    valid = transforms.Compose([transforms.Resize(round(side * 8 / 7)), transforms.CenterCrop(side), *normalize])
    part = lambda name: [entry for entry in split if entry["part"] == name]
    return (DataLoader(Photos(part("train"), train), batch, shuffle=True, num_workers=workers, drop_last=True),
            DataLoader(Photos(part("valid"), valid), batch, num_workers=workers))


class ConcatPool(nn.Module):
    def forward(self, x):
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)


def make_network(backbone, weights, classes):
    net = getattr(models, backbone)()
    state = torch.load(weights, map_location="cpu")
    net.load_state_dict({name: value.float() if value.is_floating_point() else value
                         for name, value in state.items()})
    if backbone.startswith("resnet"):
        body = nn.Sequential(*list(net.children())[:-2])
        early, width = 6, net.fc.in_features
    else:
        body, early, width = net.features, 7, net.last_channel
    head = nn.Sequential(ConcatPool(), nn.BatchNorm1d(2 * width), nn.Dropout(0.25), nn.Linear(2 * width, 512),
                         nn.ReLU(True), nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, classes))
    return body, head, early


def evaluate(net, loader):
    net.eval()
    right = count = 0
    loss = 0.0
    with torch.no_grad():
        for images, labels in loader:
            logits = net(images)
            loss += nn.functional.cross_entropy(logits, labels, reduction="sum").item()
            right += (logits.argmax(1) == labels).sum().item()
            count += len(labels)
    return right / count, loss / count


def train_stage(body, head, early, loaders, epochs, rate, divisor, is_frozen):
    net = nn.Sequential(body, head)
    groups = [{"params": head.parameters(), "lr": rate}]
    for parameter in body.parameters():
        parameter.requires_grad_(not is_frozen)
    if not is_frozen:
        groups.append({"params": body[early:].parameters(), "lr": rate / math.sqrt(divisor)})
        groups.append({"params": body[:early].parameters(), "lr": rate / divisor})
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99), eps=1e-5, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [group["lr"] for group in groups], epochs * len(loaders[0]), pct_start=0.25)
    best = 0
    for epoch in range(epochs):
        began = time.time()
        head.train()
        body.train(not is_frozen)
        photos = 0
        for images, labels in loaders[0]:
            loss = nn.functional.cross_entropy(net(images), labels)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
            optimizer.step()
            schedule.step()
            photos += len(labels)
        seconds = time.time() - began
        accuracy, valid_loss = evaluate(net, loaders[1])
        best = max(best, accuracy)
        print(f"  epoch {epoch + 1}: loss {loss.item():.3f}, valid loss {valid_loss:.3f}, "
              f"accuracy {100 * accuracy:.1f} %, {photos / seconds:.1f} photos/s, {seconds:.1f} s", flush=True)
    return best


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("split")
    arguments.add_argument("--backbone", default="resnet34")
    arguments.add_argument("--weights", required=True)
    arguments.add_argument("--mean", type=float, default=0, help="mean and deviation where they are not ImageNet's")
    arguments.add_argument("--deviation", type=float, default=0.5)
    arguments.add_argument("--epochs", default="4,8,4")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    with open(options.split) as file:
        split = json.load(file)
    body, head, early = make_network(options.backbone, options.weights,
                                     1 + max(entry["label"] for entry in split))
    stages = [(True, 224, 3e-3, 1), (False, 224, 1e-3, 10), (False, 352, 5e-4, 10)]
    best, seconds = 0, []
    for epochs, (is_frozen, side, rate, divisor) in zip(map(int, options.epochs.split(",")), stages):
        began = time.time()
        if epochs:
            loaders = make_loaders(split, side, options.mean, options.deviation, 32, 2)
            best = max(best, train_stage(body, head, early, loaders, epochs, rate, divisor, is_frozen))
        seconds.append(time.time() - began)
    print(f"PyTorch {torch.__version__}: best accuracy {100 * best:.1f} %; stages",
          " ".join(f"{each:.1f} s" for each in seconds) + f", in all {sum(seconds):.1f} s")


main()
