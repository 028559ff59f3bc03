#include "models/export/graph_builder.h"

#include "models/networks/resnet_walk.h"

#include <map>

namespace creel {

namespace {

using Kind = GraphStep::Kind;

/// Adds steps; a value is the number by which later steps know it.
class GraphBuilder : private ResNetOps<int>
{
public:
    explicit GraphBuilder(const Network& body)
    {
        for (const auto& item : body.named_modules())
            if (const auto* conv = item.value()->as<torch::nn::Conv2dImpl>())
                m_convs[item.key()] = conv;
    }

    int addBody();
    void addHead(const Head& head, int map, int64_t features);
    Graph take() && { return std::move(m_graph); }

private:
    int add(GraphStep step)
    {
        m_graph.steps.push_back(std::move(step));
        return int(m_graph.steps.size());
    }
    int addConv(const std::string& name, int x, int64_t stride);
    int addLinear(const std::string& name, const LinearLayer& layer, int x);
    void addWeights(const std::string& name, const torch::Tensor& weight, const torch::Tensor& bias);

    int conv(const std::string& name, const int& x, int64_t stride, bool hasRelu) override;
    int maxPool(const int& x) override { return add({Kind::MaxPool, {x}}); }
    int addRelu(const std::string&, const int& a, const int& b) override
    {
        return add({Kind::Relu, {add({Kind::Add, {a, b}})}});
    }
    bool has(const std::string& name) const override { return m_convs.contains(name); }

    int addMobileNet(int x);
    int addInvertedResidual(const std::string& block, int x);
    int addMobileConv(const std::string& name, int x, bool hasRelu);

    std::map<std::string, const torch::nn::Conv2dImpl*> m_convs;
    Graph m_graph;
};

void GraphBuilder::addWeights(const std::string& name, const torch::Tensor& weight, const torch::Tensor& bias)
{
    m_graph.weights.push_back(toWeight(QString::fromStdString(name + ".weight"), weight));
    m_graph.weights.push_back(toWeight(QString::fromStdString(name + ".bias"), bias));
}

int GraphBuilder::addConv(const std::string& name, int x, int64_t stride)
{
    const auto& conv = *m_convs.at(name);
    addWeights(name, conv.weight, conv.bias);
    return add(
        {Kind::Conv, {x}, QString::fromStdString(name), conv.weight.size(2), stride, conv.options.groups()});
}

int GraphBuilder::conv(const std::string& name, const int& x, int64_t stride, bool hasRelu)
{
    const int y = addConv(name, x, stride);
    return hasRelu ? add({Kind::Relu, {y}}) : y;
}

int GraphBuilder::addMobileConv(const std::string& name, int x, bool hasRelu)
{
    const int y = addConv(name, x, m_convs.at(name)->options.stride()->at(0));
    return hasRelu ? add({Kind::Relu6, {y}}) : y;
}

/// Widening (if any) and depthwise convolutions are chains of their own, the narrowing one is not.
int GraphBuilder::addInvertedResidual(const std::string& block, int x)
{
    const auto name = [&](int i) {
        return block + ".conv." + std::to_string(i);
    };
    int i = 0, y = x;
    bool keepsSize = true;
    for (; has(name(i) + ".0"); ++i) {
        y = addMobileConv(name(i) + ".0", y, true);
        keepsSize = keepsSize && m_convs.at(name(i) + ".0")->options.stride()->at(0) == 1;
    }
    y = addMobileConv(name(i), y, false);
    const int64_t in = m_convs.at(name(0) + ".0")->options.in_channels();
    const bool isResidual = keepsSize && in == m_convs.at(name(i))->options.out_channels();
    return isResidual ? add({Kind::Add, {x, y}}) : y;
}

int GraphBuilder::addMobileNet(int x)
{
    for (int i = 0;; ++i) {
        const std::string name = "features." + std::to_string(i);
        if (has(name + ".0"))
            x = addMobileConv(name + ".0", x, true); // the first and the last
        else if (has(name + ".conv.0.0"))
            x = addInvertedResidual(name, x);
        else
            return x;
    }
}

int GraphBuilder::addBody()
{
    return has("conv1") ? walkResNet<int>(*this, 0) : addMobileNet(0);
}

int GraphBuilder::addLinear(const std::string& name, const LinearLayer& layer, int x)
{
    addWeights(name, layer.weight, layer.bias);
    return add({Kind::Linear, {x}, QString::fromStdString(name)});
}

void GraphBuilder::addHead(const Head& head, int map, int64_t features)
{
    const std::vector<LinearLayer> layers = head.folded();
    int x = add({Kind::MeanOfMap, {map}});
    if (layers.front().weight.size(1) == 2 * features)
        x = add({Kind::Concat, {x, add({Kind::LargestOfMap, {map}})}});
    for (size_t i = 0; i < layers.size(); ++i)
        x = addLinear("head." + std::to_string(i), layers[i], i == 0 ? x : add({Kind::Relu, {x}}));
    m_graph.classes = layers.back().weight.size(0);
}

} // namespace

Graph makeGraph(const Model& model)
{
    const torch::NoGradGuard noGradients;
    model.net.body->eval();
    model.net.body->foldNorms();
    GraphBuilder builder(*model.net.body);
    builder.addHead(*model.net.head, builder.addBody(), model.net.body->featureCount());
    Graph graph = std::move(builder).take();
    graph.side = model.info.side;
    return graph;
}

} // namespace creel
