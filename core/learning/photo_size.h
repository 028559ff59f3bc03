#pragma once

namespace creel {

/// The longest side that photos are decoded to for a network that sees a square of `side` pixels: leaves the
/// short side of most photos at least as long as the square. Everything that shows photos to a network
/// decodes to this size, so that all get the same numbers.
constexpr int decodedSide(int side)
{
    return side * 3;
}

} // namespace creel
