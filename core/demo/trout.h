#pragma once

#include "core/demo/paint.h"

#include <QString>

#include <array>

namespace creel::demo {

enum class Species
{
    Brown,
    Bull,
    Rainbow
};

inline constexpr std::array allSpecies{Species::Brown, Species::Bull, Species::Rainbow};

/// "brown_trout": the folder and the label.
QString speciesName(Species species);

/// Where a fish lies on its canvas: the snout at (margin, height / 2), the tail `length` pixels to the right.
struct FishCanvas
{
    static constexpr int length = 900;
    static constexpr int margin = 70;
    static constexpr int width = length + 2 * margin;
    static constexpr int height = 520;

    /// From fish coordinates, in which the fish is 1 long and y grows downwards from its middle.
    static cv::Point2f point(float x, float y)
    {
        return {margin + x * float(length), float(height) / 2 + y * float(length)};
    }
};

/// Height of the back above and of the belly below the middle at x, in lengths of the fish.
struct Outline
{
    float depth = 1; ///< how stout this one is

    float back(float x) const;
    float belly(float x) const;
};

/// Paints one trout of that species, no two alike, facing left: body and fins with the marks that tell the
/// species apart.
Layer paintTrout(Species species, cv::RNG& random);

} // namespace creel::demo
