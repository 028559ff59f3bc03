#include "core/exchange/csv_table.h"

namespace creel {

namespace {

/// Walks the text once, a field at a time.
class CsvParser
{
public:
    explicit CsvParser(QByteArrayView text) : m_text(text) {}

    QList<CsvRow> parse()
    {
        QList<CsvRow> rows;
        while (m_at < m_text.size()) {
            CsvRow row;
            row.line = m_line;
            do
                row.fields.append(field());
            while (skip(','));
            skipLineEnd();
            if (row.fields.size() > 1 || !row.fields.first().isEmpty())
                rows.append(row);
        }
        return rows;
    }

private:
    bool isAt(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }

    bool skip(char c)
    {
        if (!isAt(c))
            return false;
        ++m_at;
        return true;
    }

    void skipLineEnd()
    {
        const bool isEnd = skip('\r');
        if (skip('\n') || isEnd)
            ++m_line;
    }

    QByteArray field()
    {
        if (skip('"'))
            return quoted();
        const qsizetype start = m_at;
        while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n' && m_text[m_at] != '\r')
            ++m_at;
        return m_text.sliced(start, m_at - start).trimmed().toByteArray();
    }

    QByteArray quoted()
    {
        QByteArray value;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"' && !skip('"'))
                break;
            m_line += c == '\n';
            value += c;
        }
        // What follows the closing quote up to the comma belongs to no field.
        while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n' && m_text[m_at] != '\r')
            ++m_at;
        return value;
    }

    const QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
};

} // namespace

QList<CsvRow> parseCsv(QByteArrayView text)
{
    return CsvParser(text).parse();
}

QList<CsvRow> firstCsvRows(QByteArrayView text)
{
    constexpr qsizetype head = 64 << 10; // bytes
    constexpr qsizetype mostRows = 20;
    return parseCsv(text.first(std::min(text.size(), head))).mid(0, mostRows);
}

QByteArray csvField(const QByteArray& text)
{
    const bool isPlain = !text.contains(',') && !text.contains('"') && !text.contains('\n') &&
                         !text.contains('\r') && text.trimmed() == text;
    return isPlain ? text : '"' + QByteArray(text).replace('"', "\"\"") + '"';
}

} // namespace creel
