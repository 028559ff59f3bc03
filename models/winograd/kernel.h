#pragma once

#include <cstdint>

/// 3x3 convolutions in float32 by a quarter of the multiplications: Winograd's F(4x4,3x3), after Lavin &
/// Gray, Fast Algorithms for Convolutional Neural Networks, 2015. An output is cut into tiles of 4x4 pixels.
/// Each comes from a patch of 6x6 pixels, of which 36 sums are made; they are multiplied with 36 sums of the
/// weights, channels by channels, and the tile is made of sums of the products. These are the steps for one
/// block of tiles, on one thread; winograd_conv.h puts them together.
///
/// Channels are handled in panels of 16. The instructions are AVX2 and FMA.
namespace creel::winograd {

inline constexpr int64_t points = 36, lanes = 16;

/// Whether this processor has the instructions.
bool hasInstructions();

/// Images (images,height,width,in) that become (images,height,width,out): padded by one pixel, every pixel
/// seen. Numbers of channels are multiples of 16.
struct Shape
{
    int64_t images, height, width, in, out;

    int64_t tileRows() const { return (height + 3) / 4; }
    int64_t tileColumns() const { return (width + 3) / 4; }
    int64_t tiles() const { return images * tileRows() * tileColumns(); }
};

/// Tiles one after the other that are handled together.
struct Block
{
    int64_t first, count;
};

/// Where the numbers of a block's tiles lie between the steps: for each point, each tile has some channels.
/// The steps are so odd that what is written together does not fall into one set of a cache.
struct Layout
{
    int64_t pointStep, tileStep, panelStep, size;

    /// The channels of a tile one after the other: (36,tiles,channels).
    static Layout ofRows(int64_t tiles, int64_t channels);
    /// The tiles of a panel one after the other: (36, channels/16, tiles, 16).
    static Layout ofPanels(int64_t tiles, int64_t channels);
};

/// What is done to an output pixel before it is stored: `bias` has a number a channel, or is null.
struct Finish
{
    const float* bias = nullptr;
    bool hasRelu = false;
};

/// The patches of `images` (images,height,width,in), transformed.
void takePatches(const Shape& shape, const Block& block, const float* images, const Layout& layout,
                 float* patches);
/// The tiles of `outputs` (images,height,width,out), transformed as gradients.
void takeTiles(const Shape& shape, const Block& block, const float* outputs, const Layout& layout,
               float* tiles);
/// Transformed tiles to those of `outputs` (images,height,width,out).
void putTiles(const Shape& shape, const Block& block, const Layout& layout, const float* tiles,
              const Finish& finish, float* outputs);

/// How many numbers transformed weights are, and the sums of their gradients.
int64_t weightCount(const Shape& shape);
/// Weights (out,3,3,in) to (36, out/16, in, 16), for `panel`, one of out/16.
void transformWeights(const Shape& shape, int64_t panel, const float* weights, float* transformed);
/// The weights that take gradients back: (out,3,3,in) to (36, in/16, out, 16), for `panel`, one of in/16.
void transformWeightsBack(const Shape& shape, int64_t panel, const float* weights, float* transformed);
/// Sums (36, in/16, out, 16) to the gradient (out,3,3,in) of one output channel's weights.
void putWeightGradient(const Shape& shape, int64_t channel, const float* sums, float* gradient);

/// Patches, in rows, times transformed weights to tiles, in panels.
void multiply(const Shape& shape, const Block& block, const Layout& patchLayout, const float* patches,
              const float* weights, const Layout& tileLayout, float* tiles);
/// At one of the 36 points: tiles' gradients times patches, both in panels, added up over the block into sums
/// (36, in/16, out, 16), which the first block sets.
void addWeightGradient(const Shape& shape, const Block& block, int64_t point, const Layout& tileLayout,
                       const float* tiles, const Layout& patchLayout, const float* patches, float* sums);

} // namespace creel::winograd
