#include "models/engine/packed_resnet.h"

#include "models/engine/kernel_call.h"
#include "models/winograd/winograd_conv.h"

namespace creel {

std::unique_ptr<PackedResNet> PackedResNet::of(const Network& network, const Compute& compute)
{
    if (!compute.device.is_cpu() || !hasKernel("mkldnn_prepacked::conv2d_prepack"))
        return nullptr;
    FoldedConvs convs = foldedConvs(network);
    if (!convs.contains("layer1.0.conv1"))
        return nullptr;
    return std::unique_ptr<PackedResNet>(new PackedResNet(std::move(convs), compute.type()));
}

PackedResNet::PackedResNet(FoldedConvs convs, torch::ScalarType type)
    : m_convs(std::move(convs)), m_type(type)
{
    for (auto& [name, conv] : m_convs)
        conv.weight = conv.weight.contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::Tensor PackedResNet::featureMap(const torch::Tensor& images)
{
    return walkResNet<torch::Tensor>(*this, images.contiguous(torch::MemoryFormat::ChannelsLast));
}

torch::Tensor PackedResNet::conv(const std::string& name, const torch::Tensor& x, int64_t stride,
                                 bool hasRelu)
{
    FoldedConv& conv = m_convs.at(name);
    if (m_type == torch::kFloat32 && isForWinograd(x, conv.weight, stride))
        return winogradConv(x, conv.weight, conv.bias, hasRelu);
    c10::IValue& packed = m_packed[name];
    if (packed.isNone()) {
        packed = pack(conv, x, stride, hasRelu);
        if (m_type != torch::kFloat32)
            conv = {}; // in float32 the next batch may be one for Winograd
    }
    return callKernel("mkldnn_prepacked::conv2d_run", "", {x, packed}).toTensor();
}

/// When first shown an image, for the best order depends on its size; other sizes are right as well.
c10::IValue PackedResNet::pack(const FoldedConv& conv, const torch::Tensor& x, int64_t stride,
                               bool hasRelu) const
{
    const int64_t padding = conv.weight.size(2) / 2;
    return callKernel("mkldnn_prepacked::conv2d_prepack", "",
                      {conv.weight.to(m_type).contiguous(torch::MemoryFormat::ChannelsLast),
                       conv.bias.to(m_type), std::vector<int64_t>{stride, stride},
                       std::vector<int64_t>{padding, padding}, std::vector<int64_t>{1, 1}, int64_t(1),
                       x.sizes().vec(), hasRelu ? "relu" : "none"});
}

/// In place: `a` is what the block's last convolution has just made.
torch::Tensor PackedResNet::addRelu(const std::string&, const torch::Tensor& a, const torch::Tensor& b)
{
    return a.add_(b).relu_();
}

} // namespace creel
