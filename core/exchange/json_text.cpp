#include "core/exchange/json_text.h"

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

/// Walks valid JSON byte by byte, knowing how deep it is and what is text.
class JsonWalker
{
public:
    explicit JsonWalker(QByteArrayView json, qsizetype at = 0) : m_json(json), m_at(at) {}

    qsizetype at() const { return m_at; }
    bool atEnd() const { return m_at >= m_json.size(); }
    char peek() const { return m_json[m_at]; }

    void skipSpace()
    {
        while (!atEnd() && (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t'))
            ++m_at;
    }
    bool skip(char c)
    {
        skipSpace();
        if (atEnd() || peek() != c)
            return false;
        ++m_at;
        return true;
    }

    /// The text without its quotes, as written.
    QByteArrayView text()
    {
        const qsizetype start = ++m_at;
        while (!atEnd() && peek() != '"')
            m_at += peek() == '\\' ? 2 : 1;
        const qsizetype end = std::min(m_at, m_json.size());
        m_at = end + 1;
        return m_json.sliced(start, end - start);
    }

    void skipValue()
    {
        skipSpace();
        int depth = 0;
        while (!atEnd()) {
            const char c = peek();
            if (c == '"') {
                text();
                if (depth == 0)
                    return;
                continue;
            }
            if (depth == 0 && (c == ',' || c == ']' || c == '}'))
                return;
            ++m_at;
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth == 0 && (c == '}' || c == ']'))
                return;
        }
    }

    /// Steps to the value of `key` in the object at hand.
    bool enter(QByteArrayView key)
    {
        if (!skip('{'))
            return false;
        do {
            skipSpace();
            if (atEnd() || peek() != '"')
                return false;
            const bool isIt = text() == key;
            if (!skip(':'))
                return false;
            if (isIt)
                return true;
            skipValue();
        } while (skip(','));
        return false;
    }

private:
    const QByteArrayView m_json;
    qsizetype m_at;
};

} // namespace

Result<QJsonDocument> parseJson(const QByteArray& text, const BytePath& file)
{
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error == QJsonParseError::NoError)
        return document;
    return fail(ErrorCode::BadInput, ExchangeText::tr("%1, line %2: this is no valid JSON (%3).")
                                         .arg(displayPath(file))
                                         .arg(lineAt(text, error.offset))
                                         .arg(error.errorString()));
}

int lineAt(QByteArrayView text, qsizetype offset)
{
    const QByteArrayView before = text.first(std::clamp<qsizetype>(offset, 0, text.size()));
    return 1 + int(std::count(before.begin(), before.end(), '\n'));
}

bool hasJsonList(QByteArrayView json, QByteArrayView key)
{
    JsonWalker walker(json);
    return walker.enter(key) && walker.skip('[');
}

QByteArrayView firstJsonElement(QByteArrayView json)
{
    JsonWalker walker(json);
    if (!walker.skip('[') || walker.skip(']'))
        return {};
    return json.sliced(std::min(walker.at(), json.size()));
}

QJsonObject firstJsonLine(const QByteArray& lines)
{
    return QJsonDocument::fromJson(firstLineOf(lines)).object();
}

bool ElementLines::rewind()
{
    JsonWalker walker(m_json);
    if ((!m_key.isEmpty() && !walker.enter(m_key)) || !walker.skip('['))
        return false;
    walker.skipSpace();
    m_index = 0;
    m_at = walker.at();
    m_countedTo = 0;
    m_line = 1;
    return true;
}

int ElementLines::lineOf(qsizetype index)
{
    if ((m_index < 0 || index < m_index) && !rewind())
        return 0;
    JsonWalker walker(m_json, m_at);
    for (; m_index < index; ++m_index) {
        walker.skipValue();
        if (!walker.skip(','))
            return 0;
        walker.skipSpace();
        m_at = walker.at();
    }
    m_line += int(std::count(m_json.begin() + m_countedTo, m_json.begin() + m_at, '\n'));
    m_countedTo = m_at;
    return m_line;
}

void eachJsonLine(const QByteArray& lines, const BytePath& file, FindingList& findings,
                  const std::function<void(const QJsonObject& json, int line)>& parse)
{
    int number = 0;
    for (const QByteArrayView line : linesOf(lines)) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line.toByteArray(), &error);
        if (document.isObject())
            parse(document.object(), number);
        else
            findings.leaveOut(file, number,
                              ExchangeText::tr("The line is no JSON object (%1).").arg(error.errorString()));
    }
}

double jsonNumber(const QJsonValue& value)
{
    if (value.isDouble())
        return value.toDouble();
    bool isNumber = false;
    const double number = value.toString().trimmed().toDouble(&isNumber);
    return isNumber ? number : std::nan("");
}

int jsonSide(const QJsonValue& value)
{
    const double side = jsonNumber(value);
    return side >= 1 && side <= 1e7 ? int(side) : 0;
}

std::optional<QRectF> jsonBox(const QJsonValue& value)
{
    const QJsonArray numbers = value.toArray();
    if (numbers.size() != 4)
        return std::nullopt;
    return boxFromSize(jsonNumber(numbers[0]), jsonNumber(numbers[1]), jsonNumber(numbers[2]),
                       jsonNumber(numbers[3]));
}

QString jsonClassName(const QJsonValue& value)
{
    return checkedClassName(value.isDouble() ? QString::number(value.toDouble(), 'g', 15) : value.toString());
}

void readFlags(const QJsonObject& flags, AnnotatedBox& box)
{
    box.isDifficult = flags[QLatin1String("difficult")].toBool();
    box.isTruncated = flags[QLatin1String("truncated")].toBool();
    box.isOccluded = flags[QLatin1String("occluded")].toBool();
}

QJsonObject flagsOf(const AnnotatedBox& box)
{
    QJsonObject flags;
    for (const auto& [name, isSet] :
         {std::pair("difficult", box.isDifficult), std::pair("truncated", box.isTruncated),
          std::pair("occluded", box.isOccluded)}) {
        if (isSet)
            flags.insert(QLatin1String(name), true);
    }
    return flags;
}

QByteArray jsonLine(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace creel
