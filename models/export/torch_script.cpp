#include "models/export/torch_script.h"

#include <torch/script.h>

#include <QJsonDocument>

#include <sstream>

namespace creel {

namespace {

using Kind = GraphStep::Kind;

/// "layer1.0.conv1.weight" as a name of Python's.
QString attributeName(QString weight)
{
    return weight.replace(QLatin1Char('.'), QLatin1Char('_'));
}

QString expressionOf(const GraphStep& step)
{
    QStringList inputs;
    for (const int each : step.inputs)
        inputs.append(QStringLiteral("x%1").arg(each));
    const QString x = inputs.join(QStringLiteral(", "));
    const QString weights = QStringLiteral("self.%1_weight, self.%1_bias").arg(attributeName(step.name));
    switch (step.kind) {
    case Kind::Conv:
        return QStringLiteral("torch.conv2d(%1, %2, [%3, %3], [%4, %4], [1, 1], %5)")
            .arg(x, weights)
            .arg(step.stride)
            .arg(step.kernel / 2)
            .arg(step.groups);
    case Kind::MaxPool:
        return QStringLiteral("torch.max_pool2d(%1, [3, 3], [2, 2], [1, 1])").arg(x);
    case Kind::Add:
        return inputs.join(QStringLiteral(" + "));
    case Kind::Relu:
        return QStringLiteral("torch.relu(%1)").arg(x);
    case Kind::Relu6:
        return QStringLiteral("torch.clamp(%1, 0, 6)").arg(x);
    case Kind::MeanOfMap:
        return QStringLiteral("torch.mean(%1, [2, 3])").arg(x);
    case Kind::LargestOfMap:
        return QStringLiteral("torch.amax(%1, [2, 3])").arg(x);
    case Kind::Concat:
        return QStringLiteral("torch.cat([%1], 1)").arg(x);
    case Kind::Linear:
        return QStringLiteral("torch.linear(%1, %2)").arg(x, weights);
    }
    return {};
}

QString sourceOf(const Graph& graph)
{
    QString source = QStringLiteral("def forward(self, images):\n    x0 = images\n");
    for (size_t i = 0; i < graph.steps.size(); ++i)
        source += QStringLiteral("    x%1 = %2\n").arg(i + 1).arg(expressionOf(graph.steps[i]));
    return source + QStringLiteral("    return x%1\n").arg(graph.steps.size());
}

torch::Tensor toTensor(const WeightToWrite& weight)
{
    // from_blob wants a place to write; the clone is what is handed on.
    auto* data = const_cast<char*>(weight.data.constData());
    return torch::from_blob(data, weight.shape, torch::kFloat32).clone();
}

} // namespace

QByteArray composeTorchScript(const Graph& graph, const QJsonObject& usage)
{
    torch::jit::Module module("CreelModel");
    for (const WeightToWrite& weight : graph.weights)
        module.register_parameter(attributeName(weight.name).toStdString(), toTensor(weight), false);
    module.define(sourceOf(graph).toStdString());
    module.eval();
    std::ostringstream out;
    module.save(out, {{"creel.json", QJsonDocument(usage).toJson(QJsonDocument::Compact).toStdString()}});
    return QByteArray::fromStdString(out.str());
}

} // namespace creel
