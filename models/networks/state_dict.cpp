#include "models/networks/state_dict.h"

#include "models/weights/weights_text.h"

#include <QSet>
#include <QStringList>

namespace creel {

namespace {

constexpr const char* headPrefix =
    "head."; ///< of the two-layer head in a model file, where torchvision has none

torch::ScalarType scalarType(NumberType type)
{
    switch (type) {
    case NumberType::Float16:
        return torch::kFloat16;
    case NumberType::BFloat16:
        return torch::kBFloat16;
    case NumberType::Float32:
        return torch::kFloat32;
    case NumberType::Float64:
        return torch::kFloat64;
    case NumberType::Int64:
        return torch::kInt64;
    }
    return torch::kFloat32;
}

void collect(const torch::nn::Module& module, const std::string& prefix,
             std::vector<std::pair<std::string, torch::Tensor>>& state)
{
    for (const auto& item : module.named_parameters(false))
        state.emplace_back(prefix + item.key(), item.value());
    for (const auto& item : module.named_buffers(false))
        state.emplace_back(prefix + item.key(), item.value());
    for (const auto& child : module.named_children())
        collect(*child.value(), prefix + child.key() + '.', state);
}

/// What kept a file from fitting, for the message.
class Complaints
{
public:
    void add(const QString& complaint)
    {
        if (m_some.size() < 3)
            m_some.append(complaint);
        ++m_count;
    }
    Result<void> result(const QString& file) const
    {
        if (m_count == 0)
            return {};
        QString text = m_some.join(QStringLiteral("; "));
        if (m_count > m_some.size())
            text += WeightsText::tr("; and %1 more").arg(m_count - m_some.size());
        return fail(
            ErrorCode::BadInput,
            WeightsText::tr("%1 does not fit the network: %2. Is it for another backbone?").arg(file, text));
    }

private:
    QStringList m_some;
    qsizetype m_count = 0;
};

QString shapeText(const std::vector<int64_t>& shape)
{
    QStringList sizes;
    for (const int64_t size : shape)
        sizes.append(QString::number(size));
    return sizes.isEmpty() ? WeightsText::tr("a single number") : sizes.join(QStringLiteral("x"));
}

} // namespace

torch::Tensor toTensor(const WeightFile& file, const WeightTensor& tensor)
{
    // from_blob wants a place to write; the clone is what is handed on.
    auto* data = const_cast<char*>(file.bytes.constData()) + tensor.offset;
    return torch::from_blob(data, tensor.shape, tensor.strides, torch::TensorOptions(scalarType(tensor.type)))
        .clone(torch::MemoryFormat::Contiguous);
}

WeightToWrite toWeight(const QString& name, const torch::Tensor& tensor)
{
    const bool isWhole = tensor.scalar_type() == torch::kInt64;
    const torch::Tensor plain =
        tensor.detach().to(torch::kCPU, isWhole ? torch::kInt64 : torch::kFloat32).contiguous();
    return {name, isWhole ? NumberType::Int64 : NumberType::Float32, plain.sizes().vec(),
            QByteArray(static_cast<const char*>(plain.data_ptr()), qsizetype(plain.nbytes()))};
}

std::vector<std::pair<std::string, torch::Tensor>> stateOf(const torch::nn::Module& module)
{
    std::vector<std::pair<std::string, torch::Tensor>> state;
    collect(module, {}, state);
    return state;
}

std::vector<WeightToWrite> weightsOf(const Network& network)
{
    std::vector<WeightToWrite> weights;
    for (const auto& [name, tensor] : stateOf(network))
        weights.push_back(toWeight(QString::fromStdString(name), tensor));
    return weights;
}

Result<void> loadState(Network& network, const WeightFile& file, LoadPart part, const QString& fileName)
{
    torch::NoGradGuard noGradients;
    const QString head = QString::fromStdString(network.headName()) + QLatin1Char('.');
    const auto isWanted = [&](const QString& name) {
        return part == LoadPart::All ||
               !(name.startsWith(head) || name.startsWith(QLatin1String(headPrefix)));
    };
    QHash<QString, const WeightTensor*> given;
    for (const WeightTensor& tensor : file.tensors)
        given.insert(tensor.name, &tensor);
    Complaints complaints;
    for (auto& [key, target] : stateOf(network)) {
        const QString name = QString::fromStdString(key);
        const WeightTensor* source = given.take(name);
        if (!isWanted(name))
            continue;
        if (!source) {
            if (!name.endsWith(QLatin1String(".num_batches_tracked")))
                complaints.add(WeightsText::tr("%1 is missing").arg(name));
        } else if (target.sizes().vec() != source->shape) {
            complaints.add(WeightsText::tr("%1 is %2 and should be %3")
                               .arg(name, shapeText(source->shape), shapeText(target.sizes().vec())));
        } else {
            target.copy_(toTensor(file, *source));
        }
    }
    for (auto left = given.keyBegin(); left != given.keyEnd(); ++left)
        if (isWanted(*left))
            complaints.add(WeightsText::tr("%1 is not part of it").arg(*left));
    return complaints.result(fileName);
}

} // namespace creel
