#include "models/export/onnx_file.h"

#include "models/export/proto_message.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>

namespace creel {

namespace {

using Kind = GraphStep::Kind;

constexpr quint64 irVersion = 5; // came with opset 10
constexpr quint64 opset = 10;    // later ones bound ReLU6 by inputs, which OpenCV 4.6 does not take
constexpr quint64 floatType = 1; // TensorProto.DataType

// Field numbers of onnx.proto.
namespace Model {
enum
{
    IrVersion = 1,
    ProducerName = 2,
    ProducerVersion = 3,
    Graph = 7,
    OpsetImport = 8,
    Metadata = 14
};
}
namespace Graphs {
enum
{
    Node = 1,
    Name = 2,
    Initializer = 5,
    Input = 11,
    Output = 12
};
}
namespace Node {
enum
{
    Input = 1,
    Output = 2,
    Name = 3,
    OpType = 4,
    Attribute = 5
};
}
namespace Attribute {
enum
{
    Name = 1,
    Float = 2,
    Int = 3,
    Ints = 8,
    Type = 20,
    TypeFloat = 1,
    TypeInt = 2,
    TypeInts = 7
};
}
namespace Tensor {
enum
{
    Dims = 1,
    DataType = 2,
    Name = 8,
    RawData = 9
};
}

const QByteArray input = "images", output = "logits";

ProtoMessage whole(QByteArrayView name, int64_t value)
{
    return ProtoMessage()
        .bytes(Attribute::Name, name)
        .number(Attribute::Int, quint64(value))
        .number(Attribute::Type, Attribute::TypeInt);
}

ProtoMessage real(QByteArrayView name, float value)
{
    return ProtoMessage()
        .bytes(Attribute::Name, name)
        .real(Attribute::Float, value)
        .number(Attribute::Type, Attribute::TypeFloat);
}

ProtoMessage list(QByteArrayView name, std::initializer_list<int64_t> values)
{
    ProtoMessage message;
    message.bytes(Attribute::Name, name);
    for (const int64_t value : values)
        message.number(Attribute::Ints, quint64(value));
    return message.number(Attribute::Type, Attribute::TypeInts);
}

ProtoMessage tensor(const QByteArray& name, const std::vector<int64_t>& shape, QByteArrayView littleEndian)
{
    ProtoMessage message;
    for (const int64_t size : shape)
        message.number(Tensor::Dims, quint64(size));
    return message.number(Tensor::DataType, floatType)
        .bytes(Tensor::Name, name)
        .bytes(Tensor::RawData, littleEndian);
}

/// ValueInfoProto of a float tensor whose first axis may have any length.
ProtoMessage valueInfo(const QByteArray& name, std::initializer_list<int64_t> otherSizes)
{
    ProtoMessage shape;
    shape.message(1, ProtoMessage().bytes(2, "batch")); // dim, dim_param
    for (const int64_t size : otherSizes)
        shape.message(1, ProtoMessage().number(1, quint64(size))); // dim, dim_value
    const ProtoMessage type = ProtoMessage().number(1, floatType).message(2, shape);
    return ProtoMessage().bytes(1, name).message(2, ProtoMessage().message(1, type));
}

/// Turns the steps into nodes. Their values are "x1", "x2", …; the last is the output.
class NodeWriter
{
public:
    explicit NodeWriter(const Graph& graph) : m_graph(graph) {}

    ProtoMessage graph();

private:
    QByteArray valueOf(int number) const
    {
        return number == 0                           ? input
               : number == int(m_graph.steps.size()) ? output
                                                     : 'x' + QByteArray::number(number);
    }
    void add(const char* type, const QList<QByteArray>& inputs, const QByteArray& result,
             std::initializer_list<ProtoMessage> attributes = {});
    void addPool(const char* type, const QByteArray& x, const QByteArray& result);
    void addStep(const GraphStep& step, const QByteArray& result);

    const Graph& m_graph;
    ProtoMessage m_message;
};

void NodeWriter::add(const char* type, const QList<QByteArray>& inputs, const QByteArray& result,
                     std::initializer_list<ProtoMessage> attributes)
{
    ProtoMessage node;
    for (const QByteArray& each : inputs)
        node.bytes(Node::Input, each);
    node.bytes(Node::Output, result).bytes(Node::Name, "make_" + result).bytes(Node::OpType, type);
    for (const ProtoMessage& each : attributes)
        node.message(Node::Attribute, each);
    m_message.message(Graphs::Node, node);
}

/// (B,C,H,W) to (B,C).
void NodeWriter::addPool(const char* type, const QByteArray& x, const QByteArray& result)
{
    add(type, {x}, result + "_pooled");
    add("Flatten", {result + "_pooled"}, result, {whole("axis", 1)});
}

void NodeWriter::addStep(const GraphStep& step, const QByteArray& result)
{
    QList<QByteArray> inputs;
    for (const int each : step.inputs)
        inputs.append(valueOf(each));
    const QByteArray name = step.name.toUtf8();
    const int64_t padding = step.kernel / 2;
    switch (step.kind) {
    case Kind::Conv:
        return add("Conv", {inputs[0], name + ".weight", name + ".bias"}, result,
                   {list("kernel_shape", {step.kernel, step.kernel}),
                    list("strides", {step.stride, step.stride}),
                    list("pads", {padding, padding, padding, padding}), list("dilations", {1, 1}),
                    whole("group", step.groups)});
    case Kind::MaxPool:
        return add("MaxPool", inputs, result,
                   {list("kernel_shape", {3, 3}), list("strides", {2, 2}), list("pads", {1, 1, 1, 1})});
    case Kind::Add:
        return add("Add", inputs, result);
    case Kind::Relu:
        return add("Relu", inputs, result);
    case Kind::Relu6:
        return add("Clip", inputs, result, {real("min", 0.0F), real("max", 6.0F)});
    case Kind::MeanOfMap:
        return addPool("GlobalAveragePool", inputs[0], result);
    case Kind::LargestOfMap:
        return addPool("GlobalMaxPool", inputs[0], result);
    case Kind::Concat:
        return add("Concat", inputs, result, {whole("axis", 1)});
    case Kind::Linear:
        return add("Gemm", {inputs[0], name + ".weight", name + ".bias"}, result, {whole("transB", 1)});
    }
}

ProtoMessage NodeWriter::graph()
{
    for (size_t i = 0; i < m_graph.steps.size(); ++i)
        addStep(m_graph.steps[i], valueOf(int(i) + 1));
    m_message.bytes(Graphs::Name, "creel");
    for (const WeightToWrite& weight : m_graph.weights)
        m_message.message(Graphs::Initializer, tensor(weight.name.toUtf8(), weight.shape, weight.data));
    m_message.message(Graphs::Input, valueInfo(input, {3, m_graph.side, m_graph.side}));
    m_message.message(Graphs::Output, valueInfo(output, {m_graph.classes}));
    return m_message;
}

QByteArray metadataText(const QJsonValue& value)
{
    if (value.isString())
        return value.toString().toUtf8();
    // A document must be an array or an object: the brackets around a number go again.
    if (!value.isArray())
        return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).chopped(1).mid(1);
    return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray composeOnnx(const Graph& graph, const QJsonObject& usage)
{
    ProtoMessage model;
    model.number(Model::IrVersion, irVersion)
        .bytes(Model::ProducerName, "creel")
        .bytes(Model::ProducerVersion, CREEL_VERSION)
        .message(Model::OpsetImport, ProtoMessage().bytes(1, "").number(2, opset)) // domain, version
        .message(Model::Graph, NodeWriter(graph).graph());
    for (auto item = usage.begin(); item != usage.end(); ++item)
        model.message(Model::Metadata,
                      ProtoMessage().bytes(1, item.key().toUtf8()).bytes(2, metadataText(*item)));
    return model.encoded();
}

} // namespace creel
