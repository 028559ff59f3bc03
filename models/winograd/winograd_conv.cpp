#include "models/winograd/winograd_conv.h"

#include "models/winograd/kernel.h"

#include <ATen/Parallel.h>

namespace creel {

namespace {

using namespace winograd;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr auto channelsLast = torch::MemoryFormat::ChannelsLast;
constexpr int64_t fewestTiles = 32;

Shape shapeOf(const torch::Tensor& x, int64_t out)
{
    return {x.size(0), x.size(2), x.size(3), x.size(1), out};
}

Shape reversed(Shape shape)
{
    std::swap(shape.in, shape.out);
    return shape;
}

float* numbersOf(const torch::Tensor& tensor)
{
    return tensor.data_ptr<float>();
}

/// Room that is not set.
torch::Tensor scratch(int64_t size)
{
    return torch::empty({size}, torch::TensorOptions(torch::kCPU).dtype(torch::kFloat32));
}

/// Tiles that are handled together: few enough for a core's cache, and some for every thread. multiply()
/// takes six at a time.
int64_t blockSize(int64_t tiles)
{
    const int64_t each = (tiles + at::get_num_threads() - 1) / at::get_num_threads();
    return std::clamp<int64_t>((each + 5) / 6 * 6, 24, 66);
}

/// Panel by panel, on all threads.
torch::Tensor transformed(const Shape& shape, const torch::Tensor& weight,
                          decltype(&transformWeights) transform, int64_t panels)
{
    const torch::Tensor result = scratch(weightCount(shape));
    at::parallel_for(0, panels, 1, [&](int64_t first, int64_t last) {
        for (int64_t panel = first; panel < last; ++panel)
            transform(shape, panel, numbersOf(weight), numbersOf(result));
    });
    return result;
}

torch::Tensor convolve(const Shape& shape, const torch::Tensor& x, const torch::Tensor& weights,
                       const Finish& finish)
{
    torch::Tensor y =
        torch::empty({shape.images, shape.out, shape.height, shape.width}, x.options(), channelsLast);
    const int64_t size = blockSize(shape.tiles()), blocks = (shape.tiles() + size - 1) / size;
    const Layout patchLayout = Layout::ofRows(size, shape.in);
    const Layout tileLayout = Layout::ofPanels(size, shape.out);
    at::parallel_for(0, blocks, 1, [&](int64_t first, int64_t last) {
        const torch::Tensor patches = scratch(patchLayout.size), tiles = scratch(tileLayout.size);
        for (int64_t i = first; i < last; ++i) {
            const Block block{i * size, std::min(size, shape.tiles() - i * size)};
            takePatches(shape, block, numbersOf(x), patchLayout, numbersOf(patches));
            multiply(shape, block, patchLayout, numbersOf(patches), numbersOf(weights), tileLayout,
                     numbersOf(tiles));
            putTiles(shape, block, tileLayout, numbersOf(tiles), finish, numbersOf(y));
        }
    });
    return y;
}

/// One block after the other, each on all threads: first by tiles, then by points.
torch::Tensor weightSums(const Shape& shape, const torch::Tensor& x, const torch::Tensor& gradient)
{
    const torch::Tensor sums = scratch(weightCount(shape));
    const int64_t size = std::max<int64_t>(96, (shape.in + shape.out) / 4); // sums are fetched once a block
    const Layout patchLayout = Layout::ofPanels(size, shape.in);
    const Layout tileLayout = Layout::ofPanels(size, shape.out);
    const torch::Tensor patches = scratch(patchLayout.size), tiles = scratch(tileLayout.size);
    for (int64_t tile = 0; tile < shape.tiles(); tile += size) {
        const Block block{tile, std::min(size, shape.tiles() - tile)};
        at::parallel_for(0, block.count, 1, [&](int64_t first, int64_t last) {
            const Block part{tile + first, last - first};
            takePatches(shape, part, numbersOf(x), patchLayout,
                        numbersOf(patches) + first * patchLayout.tileStep);
            takeTiles(shape, part, numbersOf(gradient), tileLayout,
                      numbersOf(tiles) + first * tileLayout.tileStep);
        });
        at::parallel_for(0, points, 1, [&](int64_t first, int64_t last) {
            for (int64_t point = first; point < last; ++point)
                addWeightGradient(shape, block, point, tileLayout, numbersOf(tiles), patchLayout,
                                  numbersOf(patches), numbersOf(sums));
        });
    }
    return sums;
}

torch::Tensor weightGradient(const Shape& shape, const torch::Tensor& x, const torch::Tensor& gradient)
{
    torch::Tensor result = torch::empty({shape.out, shape.in, 3, 3}, x.options(), channelsLast);
    const torch::Tensor sums = weightSums(shape, x, gradient);
    at::parallel_for(0, shape.out, 1, [&](int64_t first, int64_t last) {
        for (int64_t channel = first; channel < last; ++channel)
            putWeightGradient(shape, channel, numbersOf(sums), numbersOf(result));
    });
    return result;
}

torch::Tensor forwardConv(const torch::Tensor& x, const torch::Tensor& weight, const Finish& finish)
{
    const Shape shape = shapeOf(x, weight.size(0));
    return convolve(shape, x, transformed(shape, weight, transformWeights, shape.out / lanes), finish);
}

/// The convolution as autograd sees it.
class WinogradFunction : public torch::autograd::Function<WinogradFunction>
{
public:
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x,
                                 const torch::Tensor& weight)
    {
        context->save_for_backward({x, weight});
        return forwardConv(x, weight, {});
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients)
    {
        const tensor_list saved = context->get_saved_variables();
        const torch::Tensor &x = saved[0], &weight = saved[1];
        const torch::Tensor gradient = gradients[0].contiguous(channelsLast);
        const Shape shape = shapeOf(x, weight.size(0));
        tensor_list results(2);
        if (context->needs_input_grad(0))
            results[0] = convolve(reversed(shape), gradient,
                                  transformed(shape, weight, transformWeightsBack, shape.in / lanes), {});
        if (context->needs_input_grad(1))
            results[1] = weightGradient(shape, x, gradient);
        return results;
    }
};

} // namespace

bool isForWinograd(const torch::Tensor& x, const torch::Tensor& weight, int64_t stride)
{
    static const bool canBe = hasInstructions();
    const bool isAutocast = !c10::impl::tls_is_dispatch_key_excluded(c10::DispatchKey::AutocastCPU);
    if (!canBe || isAutocast || stride != 1 || weight.size(1) != x.size(1) || weight.size(2) != 3 ||
        weight.size(3) != 3 || !x.device().is_cpu() || x.scalar_type() != torch::kFloat32 ||
        weight.scalar_type() != torch::kFloat32)
        return false;
    const Shape shape = shapeOf(x, weight.size(0));
    const bool savesHalf =
        shape.tileRows() * shape.tileColumns() * points * 2 <= shape.height * shape.width * 9;
    return shape.in % lanes == 0 && shape.out % lanes == 0 && shape.tiles() >= fewestTiles && savesHalf;
}

torch::Tensor winogradConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                           bool hasRelu)
{
    const torch::Tensor images = x.contiguous(channelsLast), weights = weight.contiguous(channelsLast);
    if (!bias.defined() && !hasRelu)
        return WinogradFunction::apply(images, weights);
    const torch::NoGradGuard noGradients;
    const torch::Tensor added = bias.defined() ? bias.contiguous() : bias;
    return forwardConv(images, weights, {added.defined() ? numbersOf(added) : nullptr, hasRelu});
}

torch::Tensor paddedConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                         int64_t stride)
{
    if (isForWinograd(x, weight, stride))
        return winogradConv(x, weight, bias);
    return torch::conv2d(x, weight, bias, stride, weight.size(2) / 2);
}

} // namespace creel
