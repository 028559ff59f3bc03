#pragma once

#include "core/base/result.h"

#include <QJsonObject>

#include <vector>

namespace creel {

/// What stands on the body.
enum class HeadKind
{
    Fastai, ///< average and maximum pool, batch norm, dropout, hidden layer, batch norm, dropout, classes
    Linear  ///< torchvision's own last layer, so that the file is a torchvision network
};

enum class Augmentation
{
    None,
    Flip,   ///< mirrored or not, the recipe of the seed article
    Default ///< fastai's: flip, turn, zoom, warp, light
};

/// A stretch of training with one size and one learning-rate cycle.
struct Stage
{
    bool trainsBody = false; ///< false: the body is frozen and only the head learns
    int side = 224;          ///< pixels
    int epochs = 4;
    double learningRate = 3e-3; ///< the cycle's highest, of the head
    double bodyDivisor = 10; ///< the body's first layers learn this much slower; layers between, in between

    bool operator==(const Stage&) const = default;
};

/// Every number of a training. The default is the standard recipe: head at 224 pixels on a frozen body, all
/// of it, all of it again at 352.
struct Recipe
{
    HeadKind head = HeadKind::Fastai;
    Augmentation augmentation = Augmentation::Default;
    std::vector<Stage> stages{{false, 224, 4, 3e-3, 1}, {true, 224, 8, 1e-3, 10}, {true, 352, 4, 5e-4, 10}};
    int batchSize = 32;
    double warmUp = 0.25;         ///< share of a cycle in which the learning rate rises
    double weightDecay = 1e-2;    ///< AdamW's, decoupled
    double gradientClip = 1;      ///< largest norm of all gradients; 0: no clipping
    double dropout = 0.5;         ///< before the last layer; half of it before the hidden one
    int hidden = 512;             ///< of the fastai head
    double labelSmoothing = 0;    ///< 0…1
    double mixup = 0;             ///< alpha of the beta distribution; 0: off
    bool balancesClasses = false; ///< rare classes are drawn as often as frequent ones
    int patience = 0;             ///< epochs without a lower error in a stage before it ends; 0: never early
    quint64 seed = 1;

    bool operator==(const Recipe&) const = default;
};

/// The names of the JSON are those above. Unknown names and values out of range are an error (BadInput) that
/// names them; what is missing keeps its standard value.
QJsonObject toJson(const Recipe& recipe);
Result<Recipe> recipeFromJson(const QJsonObject& json);

QString augmentationName(Augmentation augmentation); ///< "none", "flip", "default"
QString headName(HeadKind head);                     ///< "fastai", "linear"

} // namespace creel
