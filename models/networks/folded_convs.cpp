#include "models/networks/folded_convs.h"

namespace creel {

FoldedConvs foldedConvs(const Network& network)
{
    FoldedConvs convs;
    for (const auto& item : network.named_modules())
        if (const auto* conv = item.value()->as<torch::nn::Conv2dImpl>())
            convs[item.key()] = {conv->weight.detach().to(torch::kCPU, torch::kFloat32),
                                 conv->bias.detach().to(torch::kCPU, torch::kFloat32)};
    return convs;
}

} // namespace creel
