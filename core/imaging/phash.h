#pragma once

#include <QImage>

#include <bit>
#include <optional>

namespace cv {
class Mat;
}

namespace creel {

/// 64-bit perceptual hash of an upright picture: the signs of its 64 lowest frequencies (DCT-II of the luma
/// at 32x32, without the mean), so that re-encoding, scaling and mild edits flip few bits. None for a picture
/// too flat for its signs to mean anything.
std::optional<quint64> perceptualHash(const QImage& upright);
/// The same for who has the luma already (lumaOf()).
std::optional<quint64> perceptualHash(const cv::Mat& luma);

/// The hash of the picture mirrored left to right: mirroring flips the sign of every odd horizontal
/// frequency.
quint64 mirroredHash(quint64 hash);
/// The hash of the picture turned upside down without mirroring it left to right.
quint64 flippedHash(quint64 hash);
/// The hash of the picture mirrored at its main diagonal, which together with the others gives every quarter
/// turn. One frequency has no partner on the other side of the diagonal: compare with `transposableBits`
/// only.
quint64 transposedHash(quint64 hash);
extern const quint64 transposableBits;

/// How many bits differ, 0…64.
[[gnu::always_inline]] inline int hammingDistance(quint64 a, quint64 b)
{
    return std::popcount(a ^ b);
}

} // namespace creel
