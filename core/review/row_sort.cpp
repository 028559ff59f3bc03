#include "core/review/row_sort.h"

#include <algorithm>
#include <array>
#include <vector>

namespace creel {

namespace {

constexpr size_t fewRows = 24;
constexpr size_t manyRows = 4096; ///< from here on counting is faster than comparing

void insertionSort(std::span<KeyedRow> rows)
{
    for (size_t i = 1; i < rows.size(); ++i) {
        const KeyedRow moving = rows[i];
        size_t hole = i;
        for (; hole > 0 && rows[hole - 1].key > moving.key; --hole)
            rows[hole] = rows[hole - 1];
        rows[hole] = moving;
    }
}

using Histogram = std::array<quint32, 256>;

std::array<Histogram, 8> histograms(std::span<const KeyedRow> rows)
{
    std::array<Histogram, 8> counts{};
    for (const KeyedRow& row : rows) {
        for (size_t byte = 0; byte < 8; ++byte)
            ++counts[byte][row.key >> (8 * byte) & 0xff];
    }
    return counts;
}

/// From the lowest byte to the highest; a byte that is the same everywhere moves nothing and is left out.
void radixSort(std::span<KeyedRow> rows)
{
    std::vector<KeyedRow> scratch(rows.size());
    std::span<KeyedRow> from = rows;
    std::span<KeyedRow> to = scratch;
    const std::array<Histogram, 8> counts = histograms(rows);
    for (size_t byte = 0; byte < 8; ++byte) {
        const Histogram& count = counts[byte];
        if (std::ranges::find(count, quint32(rows.size())) != count.end())
            continue;
        Histogram next{};
        for (size_t value = 1; value < next.size(); ++value)
            next[value] = next[value - 1] + count[value - 1];
        for (const KeyedRow& row : from)
            to[next[row.key >> (8 * byte) & 0xff]++] = row;
        std::swap(from, to);
    }
    if (from.data() != rows.data())
        std::ranges::copy(from, rows.begin());
}

/// Eight bytes of a name from `depth` on, the first of them highest; zeros behind its end.
quint64 keyAt(QByteArrayView name, qsizetype depth, NameOrder order)
{
    quint64 key = 0;
    for (qsizetype i = depth; i < depth + 8; ++i) {
        const char byte = i < name.size() ? name[i] : '\0';
        key = key << 8 | quint8(order == NameOrder::Bytes ? byte : foldedByte(byte));
    }
    return order == NameOrder::FoldedDescending ? ~key : key;
}

/// Sorts rows whose names are the same up to `depth`.
void sortFrom(std::span<KeyedRow> rows, qsizetype depth, const std::function<QByteArrayView(quint32)>& nameOf,
              NameOrder order)
{
    for (KeyedRow& row : rows)
        row.key = keyAt(nameOf(row.row), depth, order);
    sortByKey(rows);
    for (size_t first = 0; first < rows.size();) {
        const quint64 key = rows[first].key;
        size_t end = first + 1;
        while (end < rows.size() && rows[end].key == key)
            ++end;
        const bool namesGoOn = ((order == NameOrder::FoldedDescending ? ~key : key) & 0xff) != 0;
        if (end - first > 1 && namesGoOn)
            sortFrom(rows.subspan(first, end - first), depth + 8, nameOf, order);
        first = end;
    }
}

} // namespace

void sortByKey(std::span<KeyedRow> rows)
{
    if (std::ranges::is_sorted(rows, {}, &KeyedRow::key))
        return;
    if (rows.size() <= fewRows)
        insertionSort(rows);
    else if (rows.size() < manyRows)
        std::ranges::stable_sort(rows, {}, &KeyedRow::key);
    else
        radixSort(rows);
}

void sortByName(std::span<KeyedRow> rows, const std::function<QByteArrayView(quint32)>& nameOf,
                NameOrder order)
{
    sortFrom(rows, 0, nameOf, order);
}

} // namespace creel
