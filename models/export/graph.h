#pragma once

#include "models/weights/safetensors.h"

namespace creel {

/// One step of a network in the terms that every runtime has. Convolutions are padded by half their kernel.
struct GraphStep
{
    enum class Kind
    {
        Conv,         ///< (B,C,H,W) with weight (out,C/groups,k,k) and bias
        MaxPool,      ///< the largest of 3x3, every second pixel, padded by one
        Add,          ///< of two maps
        Relu,         ///< max(x, 0)
        Relu6,        ///< min(max(x, 0), 6)
        MeanOfMap,    ///< (B,C,H,W) to (B,C)
        LargestOfMap, ///< (B,C,H,W) to (B,C)
        Concat,       ///< (B,C) and (B,C) to (B,2C)
        Linear        ///< (B,in) with weight (out,in) and bias
    };

    Kind kind = Kind::Relu;
    std::vector<int> inputs;                    ///< 0: the images; n: what the nth step gave
    QString name = {};                          ///< of Conv's and Linear's weights, NAME.weight and NAME.bias
    int64_t kernel = 1, stride = 1, groups = 1; ///< of Conv
};

/// A network from images (B,3,side,side) to logits (B,classes), which its last step gives, without batch
/// norm.
struct Graph
{
    std::vector<GraphStep> steps;
    std::vector<WeightToWrite> weights; ///< float32
    int64_t side = 0;
    int64_t classes = 0;
};

} // namespace creel
