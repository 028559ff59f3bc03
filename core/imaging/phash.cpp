#include "core/imaging/phash.h"

#include "core/imaging/luma.h"

#include <opencv2/imgproc.hpp>

#include <array>

namespace creel {

namespace {

constexpr int side = 32;
/// A coefficient smaller than this (orthonormal DCT of 0…255 at 32x32) is noise: its sign says nothing.
constexpr float noise = 2;
/// A picture with fewer coefficients above the noise is flat: gradients, blank pages, single colours.
constexpr int minimumSignals = 20;

struct Frequency
{
    int horizontal;
    int vertical;
};

/// Bit i of the hash. From low to high frequency, dealt to the four 16-bit bands in turn, so that no band
/// has only the low frequencies, which photos share (skies are bright).
constexpr std::array<Frequency, 64> frequencies = [] {
    std::array<Frequency, 64> table{};
    int n = 0;
    for (int sum = 1; sum <= 14; ++sum) {
        for (int vertical = 0; vertical < 8; ++vertical) {
            const int horizontal = sum - vertical;
            if (horizontal < 0 || horizontal > 7)
                continue;
            table[size_t(n % 4 * 16 + n / 4)] = {horizontal, vertical};
            ++n;
        }
    }
    table[63] = {0, 8}; // 8x8 without the mean leaves one bit
    return table;
}();

/// Bits of frequencies whose count of half waves along one direction is odd.
constexpr quint64 oddBits(int Frequency::*direction)
{
    quint64 mask = 0;
    for (size_t i = 0; i < frequencies.size(); ++i)
        mask |= quint64(frequencies[i].*direction % 2) << i;
    return mask;
}

constexpr quint64 oddHorizontal = oddBits(&Frequency::horizontal);
constexpr quint64 oddVertical = oddBits(&Frequency::vertical);

/// For every bit the bit of the frequency with its directions swapped, itself where there is none.
constexpr std::array<size_t, 64> transposition = [] {
    std::array<size_t, 64> table{};
    for (size_t i = 0; i < 64; ++i) {
        table[i] = i;
        for (size_t j = 0; j < 64; ++j) {
            if (frequencies[j].horizontal == frequencies[i].vertical &&
                frequencies[j].vertical == frequencies[i].horizontal)
                table[i] = j;
        }
    }
    return table;
}();

} // namespace

const quint64 transposableBits = ~(quint64(1) << 63);

std::optional<quint64> perceptualHash(const QImage& upright)
{
    return upright.isNull() ? std::nullopt : perceptualHash(lumaOf(upright));
}

std::optional<quint64> perceptualHash(const cv::Mat& luma)
{
    cv::Mat small = luma;
    if (luma.cols >= 4 * side && luma.rows >= 4 * side) // halving first is quick and makes the rest quicker
        cv::resize(luma, small, cv::Size(luma.cols / 2, luma.rows / 2), 0, 0, cv::INTER_AREA);
    cv::resize(small, small, cv::Size(side, side), 0, 0, cv::INTER_AREA);
    small.convertTo(small, CV_32F);
    cv::Mat spectrum;
    cv::dct(small, spectrum);
    quint64 hash = 0;
    int signals = 0;
    for (size_t i = 0; i < frequencies.size(); ++i) {
        const float value = spectrum.at<float>(frequencies[i].vertical, frequencies[i].horizontal);
        hash |= quint64(value > 0) << i;
        signals += std::abs(value) > noise;
    }
    return signals >= minimumSignals ? std::optional(hash) : std::nullopt;
}

quint64 mirroredHash(quint64 hash)
{
    return hash ^ oddHorizontal;
}

quint64 flippedHash(quint64 hash)
{
    return hash ^ oddVertical;
}

quint64 transposedHash(quint64 hash)
{
    quint64 transposed = 0;
    for (size_t i = 0; i < transposition.size(); ++i)
        transposed |= (hash >> i & 1) << transposition[i];
    return transposed & transposableBits;
}

} // namespace creel
