#include "models/networks/resnet.h"

#include <array>

namespace creel {

namespace {

namespace nn = torch::nn;

Conv conv(int64_t in, int64_t out, int64_t kernel, int64_t stride)
{
    return Conv(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// The shortcut of a block that changes size or width.
std::shared_ptr<Chain> shortcut(int64_t in, int64_t out, int64_t stride)
{
    auto chain = std::make_shared<Chain>();
    chain->add(conv(in, out, 1, stride));
    chain->add(Norm(out));
    return chain;
}

/// Two 3x3 convolutions around a shortcut (ResNet-18 and -34).
class BasicBlock : public nn::Module
{
public:
    static constexpr int64_t expansion = 1;

    /// `downsample` is null where the input passes unchanged; it is drawn before the block's own layers.
    BasicBlock(int64_t in, int64_t width, int64_t stride, std::shared_ptr<Chain> downsample)
    {
        m_conv1 = register_module("conv1", conv(in, width, 3, stride));
        m_bn1 = register_module("bn1", Norm(width));
        m_conv2 = register_module("conv2", conv(width, width, 3, 1));
        m_bn2 = register_module("bn2", Norm(width));
        if (downsample)
            m_downsample = register_module("downsample", downsample);
    }

    torch::Tensor forward(torch::Tensor x)
    {
        const torch::Tensor identity = m_downsample ? m_downsample->forward(x) : x;
        x = m_bn1(m_conv1(x)).relu_();
        return m_bn2(m_conv2(x)).add_(identity).relu_();
    }

private:
    Conv m_conv1{nullptr}, m_conv2{nullptr};
    Norm m_bn1{nullptr}, m_bn2{nullptr};
    std::shared_ptr<Chain> m_downsample;
};

/// A 3x3 convolution between two 1x1 ones that narrow and widen (ResNet-50).
class Bottleneck : public nn::Module
{
public:
    static constexpr int64_t expansion = 4;

    Bottleneck(int64_t in, int64_t width, int64_t stride, std::shared_ptr<Chain> downsample)
    {
        m_conv1 = register_module("conv1", conv(in, width, 1, 1));
        m_bn1 = register_module("bn1", Norm(width));
        m_conv2 = register_module("conv2", conv(width, width, 3, stride));
        m_bn2 = register_module("bn2", Norm(width));
        m_conv3 = register_module("conv3", conv(width, width * expansion, 1, 1));
        m_bn3 = register_module("bn3", Norm(width * expansion));
        if (downsample)
            m_downsample = register_module("downsample", downsample);
    }

    torch::Tensor forward(torch::Tensor x)
    {
        const torch::Tensor identity = m_downsample ? m_downsample->forward(x) : x;
        x = m_bn1(m_conv1(x)).relu_();
        x = m_bn2(m_conv2(x)).relu_();
        return m_bn3(m_conv3(x)).add_(identity).relu_();
    }

private:
    Conv m_conv1{nullptr}, m_conv2{nullptr}, m_conv3{nullptr};
    Norm m_bn1{nullptr}, m_bn2{nullptr}, m_bn3{nullptr};
    std::shared_ptr<Chain> m_downsample;
};

/// Stem, four stages of `Block`, and a linear layer "fc".
template<class Block>
class ResNet : public Network
{
public:
    ResNet(const std::array<int, 4>& blocks, int64_t classes)
    {
        m_conv1 = register_module("conv1",
                                  nn::Conv2d(nn::Conv2dOptions(3, 64, 7).stride(2).padding(3).bias(false)));
        m_bn1 = register_module("bn1", Norm(64));
        int64_t in = 64;
        for (int stage = 0; stage < 4; ++stage)
            m_stages[stage] =
                register_module("layer" + std::to_string(stage + 1),
                                makeStage(in, int64_t(64) << stage, blocks[stage], stage == 0 ? 1 : 2));
        m_fc = register_module("fc", nn::Linear(in, classes));
        initialise();
    }

    torch::Tensor featureMap(torch::Tensor x) override
    {
        x = torch::max_pool2d(m_bn1(m_conv1(x)).relu_(), 3, 2, 1);
        for (auto& stage : m_stages)
            x = stage->forward(x);
        return x;
    }

    torch::Tensor classify(torch::Tensor features) override { return m_fc(features); }
    int featureCount() const override { return int(512 * Block::expansion); }
    std::string headName() const override { return "fc"; }
    bool isEarly(std::string_view parameter) const override
    {
        return !parameter.starts_with("layer3") && !parameter.starts_with("layer4");
    }

private:
    /// `in` becomes what the stage gives.
    static std::shared_ptr<Chain> makeStage(int64_t& in, int64_t width, int blocks, int64_t firstStride)
    {
        auto stage = std::make_shared<Chain>();
        for (int i = 0; i < blocks; ++i) {
            const int64_t stride = i == 0 ? firstStride : 1;
            const int64_t out = width * Block::expansion;
            auto downsample = stride != 1 || in != out ? shortcut(in, out, stride) : nullptr;
            stage->add(std::make_shared<Block>(in, width, stride, downsample));
            in = out;
        }
        return stage;
    }

    void initialise()
    {
        for (auto& module : modules(false))
            if (auto* layer = module->as<nn::Conv2d>())
                nn::init::kaiming_normal_(layer->weight, 0, torch::kFanOut, torch::kReLU);
    }

    nn::Conv2d m_conv1{nullptr};
    Norm m_bn1{nullptr};
    std::array<std::shared_ptr<Chain>, 4> m_stages;
    nn::Linear m_fc{nullptr};
};

} // namespace

std::shared_ptr<Network> makeResNet(ResNetKind kind, int64_t classes)
{
    switch (kind) {
    case ResNetKind::ResNet18:
        return std::make_shared<ResNet<BasicBlock>>(std::array{2, 2, 2, 2}, classes);
    case ResNetKind::ResNet34:
        return std::make_shared<ResNet<BasicBlock>>(std::array{3, 4, 6, 3}, classes);
    case ResNetKind::ResNet50:
        return std::make_shared<ResNet<Bottleneck>>(std::array{3, 4, 6, 3}, classes);
    }
    return nullptr;
}

} // namespace creel
