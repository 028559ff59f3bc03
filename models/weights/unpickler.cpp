#include "models/weights/unpickler.h"

#include "models/weights/weights_text.h"

#include <QHash>
#include <QSet>
#include <QtEndian>

#include <array>

namespace creel {

namespace {

constexpr qsizetype mostBytes = 4 << 20; // ResNet-152's takes 0.1 MB
constexpr size_t mostArguments = 8;
constexpr size_t mostDimensions = 8;

/// Index of a value in the machine's arena. Values refer to each other by number, so that a million nested
/// ones are taken down without recursion.
using Ref = int;

enum class Kind
{
    Nothing,
    Integer,
    Text,
    Global, ///< `text` is "module name"
    Tuple,
    List,
    Dict, ///< items: key, value, key, value, …
    Storage,
    Tensor
};

struct Value
{
    Kind kind = Kind::Nothing;
    qint64 integer = 0;
    QByteArray text;
    std::vector<Ref> items;
};

struct Refusal
{
    QString why;
};

std::optional<NumberType> storageType(const QByteArray& global)
{
    static const QHash<QByteArray, NumberType> types{{"torch HalfStorage", NumberType::Float16},
                                                     {"torch BFloat16Storage", NumberType::BFloat16},
                                                     {"torch FloatStorage", NumberType::Float32},
                                                     {"torch DoubleStorage", NumberType::Float64},
                                                     {"torch LongStorage", NumberType::Int64}};
    const auto found = types.find(global);
    return found == types.end() ? std::nullopt : std::optional(*found);
}

/// The stack machine. Its steps throw Refusal, which never leaves this file.
class Unpickler
{
public:
    explicit Unpickler(QByteArrayView pickle) : m_input(pickle) { m_values.reserve(1024); }

    std::vector<PickledTensor> run();

private:
    void step(uchar opcode);
    bool pushScalar(uchar opcode);
    bool pushContainer(uchar opcode);
    bool useMemo(uchar opcode);

    QByteArrayView take(qsizetype count);
    template<class Number>
    Number number()
    {
        return qFromLittleEndian<Number>(take(sizeof(Number)).data());
    }
    QByteArrayView line();

    Ref make(Kind kind, std::vector<Ref> items = {});
    void push(Ref ref) { m_stack.push_back(ref); }
    void pushInteger(qint64 integer);
    void pushText(QByteArrayView text);
    Ref pop();
    Value& top();
    /// What was pushed since the last mark, which goes too.
    std::vector<Ref> popToMark();
    void pushTuple(int count);

    void pushLong();
    void pushGlobal();
    void loadStorage();
    void reduce();
    void build();
    void setItems(std::vector<Ref> items);
    void appendItems(const std::vector<Ref>& items);
    Ref rebuildTensor(const std::vector<Ref>& arguments);
    std::vector<int64_t> sizes(Ref tuple) const;

    qint64 integerAt(Ref ref) const;
    const Value& at(Ref ref) const { return m_values[size_t(ref)]; }
    std::vector<PickledTensor> tensorsOf(Ref root) const;
    Ref stateDictIn(Ref root) const;
    Ref lookUp(const Value& dict, QByteArrayView key) const;

    QByteArrayView m_input;
    qsizetype m_at = 0;
    std::vector<Value> m_values;
    std::vector<Ref> m_stack;
    std::vector<size_t> m_marks;
    QHash<quint32, Ref> m_memo;
    std::vector<PickledTensor> m_tensors;
};

QByteArrayView Unpickler::take(qsizetype count)
{
    if (count < 0 || count > m_input.size() - m_at)
        throw Refusal{WeightsText::tr("it is cut off")};
    const QByteArrayView taken = m_input.sliced(m_at, count);
    m_at += count;
    return taken;
}

QByteArrayView Unpickler::line()
{
    const qsizetype end = m_input.indexOf('\n', m_at);
    if (end < 0 || end - m_at > 200)
        throw Refusal{WeightsText::tr("a name in it is too long")};
    const QByteArrayView text = take(end - m_at);
    take(1);
    return text;
}

Ref Unpickler::make(Kind kind, std::vector<Ref> items)
{
    m_values.push_back({kind, 0, {}, std::move(items)});
    return Ref(m_values.size() - 1);
}

void Unpickler::pushInteger(qint64 integer)
{
    push(make(Kind::Integer));
    top().integer = integer;
}

void Unpickler::pushText(QByteArrayView text)
{
    push(make(Kind::Text));
    top().text = text.toByteArray();
}

Ref Unpickler::pop()
{
    if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back()))
        throw Refusal{WeightsText::tr("it takes what was never there")};
    const Ref ref = m_stack.back();
    m_stack.pop_back();
    return ref;
}

Value& Unpickler::top()
{
    const Ref ref = pop();
    push(ref);
    return m_values[size_t(ref)];
}

std::vector<Ref> Unpickler::popToMark()
{
    if (m_marks.empty())
        throw Refusal{WeightsText::tr("it takes what was never there")};
    const auto first = m_stack.begin() + qsizetype(m_marks.back());
    std::vector<Ref> items(first, m_stack.end());
    m_stack.erase(first, m_stack.end());
    m_marks.pop_back();
    return items;
}

void Unpickler::pushTuple(int count)
{
    std::vector<Ref> items(size_t(count), 0);
    for (size_t i = items.size(); i > 0; --i)
        items[i - 1] = pop();
    push(make(Kind::Tuple, std::move(items)));
}

void Unpickler::pushLong()
{
    const QByteArrayView bytes = take(number<quint8>());
    if (bytes.size() > 8)
        throw Refusal{WeightsText::tr("a number in it is too large")};
    quint64 value = 0;
    for (qsizetype i = 0; i < bytes.size(); ++i)
        value |= quint64(uchar(bytes[i])) << (8 * i);
    const bool isNegative = !bytes.isEmpty() && (uchar(bytes.back()) & 0x80) != 0;
    if (isNegative && bytes.size() < 8)
        value |= ~quint64(0) << (8 * bytes.size());
    pushInteger(qint64(value));
}

void Unpickler::pushGlobal()
{
    const QByteArray module = line().toByteArray();
    const QByteArray global = module + ' ' + line().toByteArray();
    static const QSet<QByteArray> known{"collections OrderedDict", "torch._utils _rebuild_tensor_v2",
                                        "torch._utils _rebuild_parameter"};
    if (!known.contains(global) && !storageType(global))
        throw Refusal{WeightsText::tr("it asks for “%1”, which is no part of a state dict of plain numbers")
                          .arg(QString::fromUtf8(global))};
    pushText(global);
    top().kind = Kind::Global;
}

/// A persistent id: ("storage", type, key, device, elements).
void Unpickler::loadStorage()
{
    const Value tuple = at(pop());
    if (tuple.kind != Kind::Tuple || tuple.items.size() != 5 || at(tuple.items[0]).text != "storage" ||
        at(tuple.items[1]).kind != Kind::Global || at(tuple.items[2]).kind != Kind::Text)
        throw Refusal{WeightsText::tr("a storage in it is not described as torch.save does")};
    push(make(Kind::Storage, tuple.items));
}

std::vector<int64_t> Unpickler::sizes(Ref tuple) const
{
    const Value& value = at(tuple);
    if (value.kind != Kind::Tuple || value.items.size() > mostDimensions)
        throw Refusal{WeightsText::tr("the shape of a tensor makes no sense")};
    std::vector<int64_t> numbers;
    for (const Ref item : value.items)
        numbers.push_back(integerAt(item));
    return numbers;
}

qint64 Unpickler::integerAt(Ref ref) const
{
    if (at(ref).kind != Kind::Integer)
        throw Refusal{WeightsText::tr("something stands where a number belongs")};
    return at(ref).integer;
}

/// _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks[, metadata])
Ref Unpickler::rebuildTensor(const std::vector<Ref>& arguments)
{
    if (arguments.size() < 6 || at(arguments[0]).kind != Kind::Storage)
        throw Refusal{WeightsText::tr("a tensor in it is not described as torch.save does")};
    const std::vector<Ref>& storage = at(arguments[0]).items;
    PickledTensor tensor;
    const auto type = storageType(at(storage[1]).text);
    if (!type)
        throw Refusal{WeightsText::tr("a storage in it is of no known type")};
    tensor.type = *type;
    tensor.storage = at(storage[2]).text;
    tensor.storageElements = integerAt(storage[4]);
    tensor.offset = integerAt(arguments[1]);
    tensor.shape = sizes(arguments[2]);
    tensor.strides = sizes(arguments[3]);
    m_tensors.push_back(std::move(tensor));
    const Ref ref = make(Kind::Tensor);
    m_values[size_t(ref)].integer = qint64(m_tensors.size() - 1);
    return ref;
}

void Unpickler::reduce()
{
    const Ref argumentsRef = pop();
    const Ref callableRef = pop();
    if (at(argumentsRef).items.size() > mostArguments) // before it is copied
        throw Refusal{WeightsText::tr("it calls something with too many arguments")};
    const Value arguments = at(argumentsRef);
    const Value callable = at(callableRef);
    if (callable.kind != Kind::Global || arguments.kind != Kind::Tuple)
        throw Refusal{WeightsText::tr("it calls what cannot be called")};
    if (callable.text == "collections OrderedDict" && arguments.items.empty()) {
        push(make(Kind::Dict));
    } else if (callable.text == "torch._utils _rebuild_tensor_v2") {
        push(rebuildTensor(arguments.items));
    } else if (callable.text == "torch._utils _rebuild_parameter" && !arguments.items.empty() &&
               at(arguments.items[0]).kind == Kind::Tensor) {
        push(arguments.items[0]);
    } else {
        throw Refusal{WeightsText::tr("it calls “%1” in a way that torch.save never does")
                          .arg(QString::fromUtf8(callable.text))};
    }
}

/// torch.save hangs versions of modules on a state dict; they say nothing that is needed here.
void Unpickler::build()
{
    pop();
    if (top().kind != Kind::Dict)
        throw Refusal{WeightsText::tr("it changes what is no dictionary")};
}

void Unpickler::setItems(std::vector<Ref> items)
{
    if (items.size() % 2 != 0 || top().kind != Kind::Dict)
        throw Refusal{WeightsText::tr("it fills what is no dictionary")};
    std::vector<Ref>& own = top().items;
    own.insert(own.end(), items.begin(), items.end());
}

void Unpickler::appendItems(const std::vector<Ref>& items)
{
    if (top().kind != Kind::List)
        throw Refusal{WeightsText::tr("it fills what is no list")};
    std::vector<Ref>& own = top().items;
    own.insert(own.end(), items.begin(), items.end());
}

bool Unpickler::pushScalar(uchar opcode)
{
    switch (opcode) {
    case 'N': // NONE
        push(make(Kind::Nothing));
        return true;
    case 'G': // BINFLOAT: hyperparameters beside the tensors
        take(8);
        push(make(Kind::Nothing));
        return true;
    case 0x88: // NEWTRUE
    case 0x89: // NEWFALSE
        pushInteger(opcode == 0x88 ? 1 : 0);
        return true;
    case 'J': // BININT
        pushInteger(number<qint32>());
        return true;
    case 'K': // BININT1
        pushInteger(number<quint8>());
        return true;
    case 'M': // BININT2
        pushInteger(number<quint16>());
        return true;
    case 0x8a: // LONG1
        pushLong();
        return true;
    case 'X': // BINUNICODE
        pushText(take(number<quint32>()));
        return true;
    case 'c': // GLOBAL
        pushGlobal();
        return true;
    default:
        return false;
    }
}

bool Unpickler::pushContainer(uchar opcode)
{
    switch (opcode) {
    case ')': // EMPTY_TUPLE
        pushTuple(0);
        return true;
    case 0x85: // TUPLE1, TUPLE2, TUPLE3
    case 0x86:
    case 0x87:
        pushTuple(opcode - 0x84);
        return true;
    case 't': // TUPLE
    {
        std::vector<Ref> items = popToMark();
        push(make(Kind::Tuple, std::move(items)));
        return true;
    }
    case ']': // EMPTY_LIST
        push(make(Kind::List));
        return true;
    case '}': // EMPTY_DICT
        push(make(Kind::Dict));
        return true;
    default:
        return false;
    }
}

bool Unpickler::useMemo(uchar opcode)
{
    switch (opcode) {
    case 'q': // BINPUT, LONG_BINPUT
    case 'r': {
        const quint32 key = opcode == 'q' ? number<quint8>() : number<quint32>();
        const Ref ref = pop();
        push(ref);
        m_memo.insert(key, ref);
        return true;
    }
    case 'h': // BINGET, LONG_BINGET
    case 'j': {
        const quint32 key = opcode == 'h' ? number<quint8>() : number<quint32>();
        const auto found = m_memo.constFind(key);
        if (found == m_memo.constEnd())
            throw Refusal{WeightsText::tr("it recalls what was never there")};
        push(*found);
        return true;
    }
    default:
        return false;
    }
}

void Unpickler::step(uchar opcode)
{
    if (pushScalar(opcode) || pushContainer(opcode) || useMemo(opcode))
        return;
    switch (opcode) {
    case '(': // MARK
        m_marks.push_back(m_stack.size());
        return;
    case 'Q': // BINPERSID
        return loadStorage();
    case 'R': // REDUCE
        return reduce();
    case 'b': // BUILD
        return build();
    case 's': // SETITEM
    {
        const Ref value = pop();
        const Ref key = pop();
        return setItems({key, value});
    }
    case 'u': // SETITEMS
        return setItems(popToMark());
    case 'a': // APPEND
        return appendItems({pop()});
    case 'e': // APPENDS
        return appendItems(popToMark());
    default:
        throw Refusal{WeightsText::tr("it uses pickle's operation 0x%1, which a state dict does not need")
                          .arg(int(opcode), 2, 16, QLatin1Char('0'))};
    }
}

Ref Unpickler::lookUp(const Value& dict, QByteArrayView key) const
{
    for (size_t i = 0; i + 1 < dict.items.size(); i += 2)
        if (at(dict.items[i]).kind == Kind::Text && at(dict.items[i]).text == key &&
            at(dict.items[i + 1]).kind == Kind::Dict)
            return dict.items[i + 1];
    return -1;
}

/// The dictionary of tensors itself, or the one inside a training checkpoint.
Ref Unpickler::stateDictIn(Ref root) const
{
    if (at(root).kind != Kind::Dict)
        throw Refusal{WeightsText::tr("it holds no dictionary of weights")};
    for (const char* key : {"state_dict", "model", "model_state_dict"})
        if (const Ref inner = lookUp(at(root), key); inner >= 0)
            return inner;
    return root;
}

std::vector<PickledTensor> Unpickler::tensorsOf(Ref root) const
{
    const std::vector<Ref>& items = at(stateDictIn(root)).items;
    std::vector<PickledTensor> tensors;
    QSet<QByteArray> names;
    for (size_t i = 0; i + 1 < items.size(); i += 2) {
        const Value& key = at(items[i]);
        const Value& value = at(items[i + 1]);
        if (key.kind != Kind::Text || value.kind != Kind::Tensor)
            continue;
        if (names.contains(key.text))
            throw Refusal{WeightsText::tr("it names %1 twice").arg(QString::fromUtf8(key.text))};
        names.insert(key.text);
        tensors.push_back(m_tensors[size_t(value.integer)]);
        tensors.back().name = QString::fromUtf8(key.text);
    }
    if (tensors.empty())
        throw Refusal{WeightsText::tr("it holds no weights")};
    return tensors;
}

std::vector<PickledTensor> Unpickler::run()
{
    if (m_input.size() > mostBytes)
        throw Refusal{WeightsText::tr("it is far too long")};
    if (number<quint8>() != 0x80 || number<quint8>() != 2)
        throw Refusal{WeightsText::tr("it is not written in pickle's protocol 2, torch.save's default")};
    for (;;) {
        const uchar opcode = number<quint8>();
        if (opcode == '.') // STOP
            return tensorsOf(pop());
        step(opcode);
    }
}

} // namespace

Result<std::vector<PickledTensor>> unpickleStateDict(QByteArrayView pickle, const QString& file)
{
    try {
        return Unpickler(pickle).run();
    } catch (const Refusal& refusal) {
        return fail(ErrorCode::Corrupt,
                    WeightsText::tr("The weights in %1 are not read: %2. Save the model's state_dict() with "
                                    "torch.save.")
                        .arg(file, refusal.why));
    }
}

} // namespace creel
