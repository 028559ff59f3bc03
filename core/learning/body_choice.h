#pragma once

#include <QByteArray>
#include <QString>

#include <array>

namespace creel {

/// Mean and standard deviation a channel (RGB, 0…1) that a network's photos are normalized with.
struct Normalization
{
    std::array<float, 3> mean{0.485F, 0.456F, 0.406F};
    std::array<float, 3> deviation{0.229F, 0.224F, 0.225F};

    bool operator==(const Normalization&) const = default;
};

/// Which frozen network makes features, and how photos are shown to it.
struct BodyChoice
{
    QString backbone;    ///< "resnet18", "resnet34", "resnet50", "mobilenet_v2"
    QString weightsFile; ///< .safetensors or .pth; empty draws fresh weights from `seed`
    quint64 seed = 1;
    Normalization normalization;
    int side = 224; ///< pixels of the square that the network sees
};

} // namespace creel
