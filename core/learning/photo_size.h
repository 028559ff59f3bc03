#pragma once

namespace creel {

/// The longest side that photos are decoded to for a network that sees a square of `side` pixels: leaves the
/// short side of most photos at least as long as the square. Everything that shows photos to a network
/// decodes to this size, so that all get the same numbers.
constexpr int decodedSide(int side)
{
    return side * 3;
}

/// Share of a photo's short side that a network sees: torchvision's 224 of 256.
inline constexpr double shownShare = 7.0 / 8.0;

} // namespace creel
