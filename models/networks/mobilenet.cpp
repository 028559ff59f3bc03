#include "models/networks/mobilenet.h"

#include <array>

namespace creel {

namespace {

namespace nn = torch::nn;

nn::Conv2d conv(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t groups)
{
    return nn::Conv2d(
        nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).groups(groups).bias(false));
}

std::shared_ptr<Chain> convNormRelu(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t groups)
{
    auto chain = std::make_shared<Chain>();
    chain->add(conv(in, out, kernel, stride, groups));
    chain->add(Norm(out));
    chain->add(nn::ReLU6(nn::ReLU6Options(true)));
    return chain;
}

/// Widen, convolve each channel by itself, narrow; added to the input where the shapes agree.
class InvertedResidual : public nn::Module
{
public:
    InvertedResidual(int64_t in, int64_t out, int64_t stride, int64_t expansion)
        : m_isResidual(stride == 1 && in == out)
    {
        const int64_t hidden = in * expansion;
        auto layers = std::make_shared<Chain>();
        if (expansion != 1)
            layers->add(convNormRelu(in, hidden, 1, 1, 1));
        layers->add(convNormRelu(hidden, hidden, 3, stride, hidden));
        layers->add(conv(hidden, out, 1, 1, 1));
        layers->add(Norm(out));
        m_layers = register_module("conv", layers);
    }

    torch::Tensor forward(torch::Tensor x)
    {
        return m_isResidual ? m_layers->forward(x).add_(x) : m_layers->forward(x);
    }

private:
    const bool m_isResidual;
    std::shared_ptr<Chain> m_layers;
};

struct Stage
{
    int64_t expansion, width;
    int blocks;
    int64_t stride;
};

constexpr std::array<Stage, 7> stages{{{1, 16, 1, 1},
                                       {6, 24, 2, 2},
                                       {6, 32, 3, 2},
                                       {6, 64, 4, 2},
                                       {6, 96, 3, 1},
                                       {6, 160, 3, 2},
                                       {6, 320, 1, 1}}};
constexpr int64_t lastWidth = 1280;

class MobileNetV2 : public Network
{
public:
    explicit MobileNetV2(int64_t classes)
    {
        m_features = register_module("features", makeFeatures());
        m_classifier = register_module("classifier", std::make_shared<Chain>());
        m_classifier->add(nn::Dropout(0.2));
        m_classifier->add(nn::Linear(lastWidth, classes));
        initialise();
    }

    torch::Tensor featureMap(torch::Tensor x) override { return m_features->forward(x); }
    torch::Tensor classify(torch::Tensor features) override { return m_classifier->forward(features); }
    int featureCount() const override { return int(lastWidth); }
    std::string headName() const override { return "classifier.1"; }
    bool isEarly(std::string_view parameter) const override
    {
        constexpr int firstOfSecondHalf = 7; // the blocks of stride 16 begin
        return std::stoi(std::string(parameter.substr(parameter.find('.') + 1))) < firstOfSecondHalf;
    }

private:
    static std::shared_ptr<Chain> makeFeatures()
    {
        auto features = std::make_shared<Chain>();
        features->add(convNormRelu(3, 32, 3, 2, 1));
        int64_t in = 32;
        for (const Stage& stage : stages)
            for (int i = 0; i < stage.blocks; ++i) {
                features->add(std::make_shared<InvertedResidual>(in, stage.width, i == 0 ? stage.stride : 1,
                                                                 stage.expansion));
                in = stage.width;
            }
        features->add(convNormRelu(in, lastWidth, 1, 1, 1));
        return features;
    }

    void initialise()
    {
        for (auto& module : modules(false)) {
            if (auto* layer = module->as<nn::Conv2d>()) {
                nn::init::kaiming_normal_(layer->weight, 0, torch::kFanOut);
            } else if (auto* last = module->as<nn::Linear>()) {
                nn::init::normal_(last->weight, 0, 0.01);
                nn::init::zeros_(last->bias);
            }
        }
    }

    std::shared_ptr<Chain> m_features;
    std::shared_ptr<Chain> m_classifier;
};

} // namespace

std::shared_ptr<Network> makeMobileNetV2(int64_t classes)
{
    return std::make_shared<MobileNetV2>(classes);
}

} // namespace creel
