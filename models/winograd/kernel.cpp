#include "models/winograd/kernel.h"

#if defined(__x86_64__)
#define CREEL_VECTOR __attribute__((target("avx2,fma")))
#else
#define CREEL_VECTOR
#endif
#define CREEL_INLINE CREEL_VECTOR __attribute__((always_inline)) inline

namespace creel::winograd {

namespace {

using Vec = float __attribute__((vector_size(32), aligned(4), may_alias));
constexpr int64_t vecLanes = 8;
constexpr int64_t patchSide = 6, tileSide = 4;

CREEL_INLINE Vec load(const float* from)
{
    return *reinterpret_cast<const Vec*>(from);
}

CREEL_INLINE void store(float* to, const Vec& numbers)
{
    *reinterpret_cast<Vec*>(to) = numbers;
}

/// Where a tile lies: of which image, and its first row and column.
struct Place
{
    int64_t image, row, column;
};

Place placeOf(const Shape& shape, int64_t tile)
{
    const int64_t columns = shape.tileColumns(), inImage = columns * shape.tileRows();
    return {tile / inImage, tile / columns % shape.tileRows() * tileSide, tile % columns * tileSide};
}

int64_t atMost(int64_t limit, int64_t value)
{
    return value < limit ? value : limit;
}

// The four transforms of one row or column whose numbers lie `step` apart (Lavin & Gray, section 4.3).

/// The points 1 and -1, and 2 and -2, differ in the sign of their odd part: `b` and `d`.
template<int step>
CREEL_INLINE void putSums(const Vec& first, const Vec& a, const Vec& b, const Vec& c, const Vec& d,
                          const Vec& last, Vec* sums)
{
    sums[0] = first;
    sums[step] = a + b;
    sums[2 * step] = a - b;
    sums[3 * step] = c + d;
    sums[4 * step] = c - d;
    sums[5 * step] = last;
}

/// Six pixels to six sums: Bᵀ.
template<int step>
CREEL_INLINE void patchSums(const Vec* x, Vec* sums)
{
    const Vec x0 = x[0], x1 = x[step], x2 = x[2 * step], x3 = x[3 * step], x4 = x[4 * step], x5 = x[5 * step];
    const Vec a = x4 - 4.f * x2, b = x3 - 4.f * x1, c = x4 - x2, d = 2.f * (x3 - x1);
    putSums<step>(4.f * x0 - 5.f * x2 + x4, a, b, c, d, 4.f * x1 - 5.f * x3 + x5, sums);
}

/// Six products to four pixels: Aᵀ.
template<int step>
CREEL_INLINE void tileSums(const Vec* m, Vec* pixels)
{
    const Vec a = m[step] + m[2 * step], b = m[step] - m[2 * step];
    const Vec c = m[3 * step] + m[4 * step], d = m[3 * step] - m[4 * step];
    pixels[0] = m[0] + a + c;
    pixels[step] = b + 2.f * d;
    pixels[2 * step] = a + 4.f * c;
    pixels[3 * step] = b + 8.f * d + m[5 * step];
}

/// Four pixels' gradients to those of six products: A.
template<int step>
CREEL_INLINE void gradientSums(const Vec* y, Vec* sums)
{
    const Vec y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
    const Vec a = y0 + y2, b = y1 + y3, c = y0 + 4.f * y2, d = 2.f * y1 + 8.f * y3;
    putSums<step>(y0, a, b, c, d, y3, sums);
}

/// Three weights to six: G.
template<int step>
CREEL_INLINE void weightSums(const Vec* w, Vec* sums)
{
    const Vec w0 = w[0], w1 = w[step], w2 = w[2 * step];
    const Vec a = (w0 + w2) * (-1 / 6.f), b = w1 * (-1 / 6.f);
    const Vec c = w0 * (1 / 24.f) + w2 * (1 / 6.f), d = w1 * (1 / 12.f);
    putSums<step>(w0 * .25f, a, b, c, d, w2, sums);
}

/// Six weights' gradients to those of three: Gᵀ.
template<int step>
CREEL_INLINE void weightGradientSums(const Vec* s, Vec* gradients)
{
    const Vec a = s[step] + s[2 * step], b = s[2 * step] - s[step];
    const Vec c = s[3 * step] + s[4 * step], d = s[3 * step] - s[4 * step];
    gradients[0] = s[0] * .25f - a * (1 / 6.f) + c * (1 / 24.f);
    gradients[step] = b * (1 / 6.f) + d * (1 / 12.f);
    gradients[2 * step] = c * (1 / 6.f) - a * (1 / 6.f) + s[5 * step];
}

/// A patch of eight channels; beyond the image there are zeros.
CREEL_INLINE void loadPatch(const Shape& shape, const Place& place, const float* images, int64_t channel,
                            Vec* patch)
{
    const int64_t top = place.row - 1, left = place.column - 1;
    const float* first =
        images + ((place.image * shape.height + top) * shape.width + left) * shape.in + channel;
    const bool isWhole =
        top >= 0 && left >= 0 && top + patchSide <= shape.height && left + patchSide <= shape.width;
    for (int64_t i = 0; i < patchSide; ++i)
        for (int64_t j = 0; j < patchSide; ++j) {
            const bool isInside = isWhole || (top + i >= 0 && top + i < shape.height && left + j >= 0 &&
                                              left + j < shape.width);
            patch[i * patchSide + j] = isInside ? load(first + (i * shape.width + j) * shape.in) : Vec{};
        }
}

/// A tile of eight channels' gradients; beyond the image there are zeros.
CREEL_INLINE void loadTile(const Shape& shape, const Place& place, const float* outputs, int64_t channel,
                           Vec* tile)
{
    for (int64_t i = 0; i < tileSide; ++i)
        for (int64_t j = 0; j < tileSide; ++j) {
            const int64_t row = place.row + i, column = place.column + j;
            const int64_t pixel = (place.image * shape.height + row) * shape.width + column;
            tile[i * tileSide + j] = row < shape.height && column < shape.width
                                         ? load(outputs + pixel * shape.out + channel)
                                         : Vec{};
        }
}

CREEL_INLINE void storeTile(const Shape& shape, const Place& place, const Vec* tile, const Finish& finish,
                            int64_t channel, float* outputs)
{
    const Vec bias = finish.bias ? load(finish.bias + channel) : Vec{};
    const int64_t rows = atMost(tileSide, shape.height - place.row);
    const int64_t columns = atMost(tileSide, shape.width - place.column);
    for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < columns; ++j) {
            Vec pixel = tile[i * tileSide + j] + bias;
            if (finish.hasRelu)
                pixel = pixel < 0 ? Vec{} : pixel; // what is no number stays none
            const int64_t at = (place.image * shape.height + place.row + i) * shape.width + place.column + j;
            store(outputs + at * shape.out + channel, pixel);
        }
}

/// Where a tile's eight channels lie.
int64_t offset(const Layout& layout, int64_t tile, int64_t channel)
{
    return channel / lanes * layout.panelStep + tile * layout.tileStep + channel % lanes;
}

/// From one point's weights to the next one's, so odd that they fall into different sets of a cache.
int64_t weightStep(const Shape& shape)
{
    return shape.in * shape.out + lanes;
}

/// The nine weights of eight channels, which lie (3,3), to 36.
CREEL_INLINE void storeWeights(const Vec* weights, int64_t pointStep, float* transformed)
{
    Vec rows[18], sums[points];
    for (int j = 0; j < 3; ++j)
        weightSums<3>(weights + j, rows + j);
    for (int i = 0; i < 6; ++i) {
        Vec line[6];
        weightSums<1>(rows + 3 * i, line);
        for (int j = 0; j < 6; ++j)
            sums[6 * i + j] = line[j];
    }
    for (int64_t point = 0; point < points; ++point)
        store(transformed + point * pointStep, sums[point]);
}

/// A factor of a product: where its rows and columns lie.
struct Factor
{
    const float* first;
    int64_t rowStep, columnStep, columns;
};

/// `rows` of 16 sums: factor (rows,columns) times other (columns,16). All sums stay in registers.
template<int rows>
CREEL_INLINE void multiplyRows(const Factor& factor, const float* other, float* sums, bool adds)
{
    Vec low[rows], high[rows];
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
        low[i] = adds ? load(sums + i * lanes) : Vec{};
        high[i] = adds ? load(sums + i * lanes + vecLanes) : Vec{};
    }
    const float* numbers = factor.first;
    for (int64_t column = 0; column < factor.columns; ++column) {
        const Vec left = load(other), right = load(other + vecLanes);
#pragma GCC unroll 8
        for (int i = 0; i < rows; ++i) {
            const float number = numbers[i * factor.rowStep];
            low[i] += left * number;
            high[i] += right * number;
        }
        numbers += factor.columnStep;
        other += lanes;
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
        store(sums + i * lanes, low[i]);
        store(sums + i * lanes + vecLanes, high[i]);
    }
}

/// Any number of rows, six at a time: twelve of the sixteen registers hold sums.
CREEL_VECTOR void multiplyPanel(Factor factor, int64_t rows, const float* other, float* sums, bool adds)
{
    for (; rows >= 6; rows -= 6, factor.first += 6 * factor.rowStep, sums += 6 * lanes)
        multiplyRows<6>(factor, other, sums, adds);
    switch (rows) {
    case 5:
        return multiplyRows<5>(factor, other, sums, adds);
    case 4:
        return multiplyRows<4>(factor, other, sums, adds);
    case 3:
        return multiplyRows<3>(factor, other, sums, adds);
    case 2:
        return multiplyRows<2>(factor, other, sums, adds);
    case 1:
        return multiplyRows<1>(factor, other, sums, adds);
    }
}

} // namespace

Layout Layout::ofRows(int64_t tiles, int64_t channels)
{
    const int64_t tileStep = channels + lanes, pointStep = tiles * tileStep + lanes;
    return {pointStep, tileStep, lanes, points * pointStep};
}

Layout Layout::ofPanels(int64_t tiles, int64_t channels)
{
    const int64_t pointStep = tiles * channels + lanes;
    return {pointStep, lanes, tiles * lanes, points * pointStep};
}

bool hasInstructions()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

CREEL_VECTOR void takePatches(const Shape& shape, const Block& block, const float* images,
                              const Layout& layout, float* patches)
{
    for (int64_t tile = 0; tile < block.count; ++tile) {
        const Place place = placeOf(shape, block.first + tile);
        for (int64_t channel = 0; channel < shape.in; channel += vecLanes) {
            Vec patch[points], sums[points];
            loadPatch(shape, place, images, channel, patch);
            for (int j = 0; j < 6; ++j)
                patchSums<6>(patch + j, sums + j);
            for (int i = 0; i < 6; ++i)
                patchSums<1>(sums + 6 * i, patch + 6 * i);
            float* to = patches + offset(layout, tile, channel);
            for (int64_t point = 0; point < points; ++point)
                store(to + point * layout.pointStep, patch[point]);
        }
    }
}

CREEL_VECTOR void takeTiles(const Shape& shape, const Block& block, const float* outputs,
                            const Layout& layout, float* tiles)
{
    for (int64_t tile = 0; tile < block.count; ++tile) {
        const Place place = placeOf(shape, block.first + tile);
        for (int64_t channel = 0; channel < shape.out; channel += vecLanes) {
            Vec pixels[16], rows[24];
            loadTile(shape, place, outputs, channel, pixels);
            for (int j = 0; j < 4; ++j)
                gradientSums<4>(pixels + j, rows + j);
            float* to = tiles + offset(layout, tile, channel);
            for (int i = 0; i < 6; ++i) {
                Vec sums[6];
                gradientSums<1>(rows + 4 * i, sums);
                for (int j = 0; j < 6; ++j)
                    store(to + (6 * i + j) * layout.pointStep, sums[j]);
            }
        }
    }
}

CREEL_VECTOR void putTiles(const Shape& shape, const Block& block, const Layout& layout, const float* tiles,
                           const Finish& finish, float* outputs)
{
    for (int64_t tile = 0; tile < block.count; ++tile) {
        const Place place = placeOf(shape, block.first + tile);
        for (int64_t channel = 0; channel < shape.out; channel += vecLanes) {
            const float* from = tiles + offset(layout, tile, channel);
            Vec products[points], rows[24], pixels[16];
            for (int64_t point = 0; point < points; ++point)
                products[point] = load(from + point * layout.pointStep);
            for (int j = 0; j < 6; ++j)
                tileSums<6>(products + j, rows + j);
            for (int i = 0; i < 4; ++i)
                tileSums<1>(rows + 6 * i, pixels + 4 * i);
            storeTile(shape, place, pixels, finish, channel, outputs);
        }
    }
}

int64_t weightCount(const Shape& shape)
{
    return points * weightStep(shape);
}

CREEL_VECTOR void transformWeights(const Shape& shape, int64_t panel, const float* weights,
                                   float* transformed)
{
    for (int64_t in = 0; in < shape.in; in += lanes)
        for (int64_t half = 0; half < lanes; half += vecLanes) {
            Vec nine[lanes][9]; // for each channel that goes in, those of eight that come out
            for (int64_t lane = 0; lane < vecLanes; ++lane)
                for (int64_t i = 0; i < 9; ++i)
                    for (int64_t k = 0; k < lanes; ++k)
                        nine[k][i][lane] =
                            weights[((panel * lanes + half + lane) * 9 + i) * shape.in + in + k];
            for (int64_t k = 0; k < lanes; ++k)
                storeWeights(nine[k], weightStep(shape),
                             transformed + (panel * shape.in + in + k) * lanes + half);
        }
}

CREEL_VECTOR void transformWeightsBack(const Shape& shape, int64_t panel, const float* weights,
                                       float* transformed)
{
    for (int64_t out = 0; out < shape.out; ++out)
        for (int64_t half = 0; half < lanes; half += vecLanes) {
            Vec nine[9]; // the other way round
            for (int64_t i = 0; i < 9; ++i)
                nine[8 - i] = load(weights + (out * 9 + i) * shape.in + panel * lanes + half);
            storeWeights(nine, weightStep(shape), transformed + (panel * shape.out + out) * lanes + half);
        }
}

CREEL_VECTOR void putWeightGradient(const Shape& shape, int64_t channel, const float* sums, float* gradient)
{
    for (int64_t in = 0; in < shape.in; in += vecLanes) {
        const float* from = sums + (in / lanes * shape.out + channel) * lanes + in % lanes;
        Vec products[points], rows[18];
        for (int64_t point = 0; point < points; ++point)
            products[point] = load(from + point * weightStep(shape));
        for (int j = 0; j < 6; ++j)
            weightGradientSums<6>(products + j, rows + j);
        for (int i = 0; i < 3; ++i) {
            Vec weights[3];
            weightGradientSums<1>(rows + 6 * i, weights);
            for (int j = 0; j < 3; ++j)
                store(gradient + (channel * 9 + 3 * i + j) * shape.in + in, weights[j]);
        }
    }
}

CREEL_VECTOR void multiply(const Shape& shape, const Block& block, const Layout& patchLayout,
                           const float* patches, const float* weights, const Layout& tileLayout, float* tiles)
{
    for (int64_t point = 0; point < points; ++point)
        for (int64_t panel = 0; panel < shape.out / lanes; ++panel)
            multiplyPanel({patches + point * patchLayout.pointStep, patchLayout.tileStep, 1, shape.in},
                          block.count, weights + point * weightStep(shape) + panel * shape.in * lanes,
                          tiles + point * tileLayout.pointStep + panel * tileLayout.panelStep, false);
}

CREEL_VECTOR void addWeightGradient(const Shape& shape, const Block& block, int64_t point,
                                    const Layout& tileLayout, const float* tiles, const Layout& patchLayout,
                                    const float* patches, float* sums)
{
    tiles += point * tileLayout.pointStep;
    patches += point * patchLayout.pointStep;
    sums += point * weightStep(shape);
    for (int64_t out = 0; out < shape.out; out += lanes)
        for (int64_t in = 0; in < shape.in; in += lanes)
            multiplyPanel({tiles + out / lanes * tileLayout.panelStep, 1, lanes, block.count}, lanes,
                          patches + in / lanes * patchLayout.panelStep, sums + in * shape.out + out * lanes,
                          block.first > 0);
}

} // namespace creel::winograd
