#include "core/review/row_sort.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

using namespace creel;

class RowSortTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAreSortedAndEqualOnesKeepTheirOrder_data();
    void keysAreSortedAndEqualOnesKeepTheirOrder();
    void namesAreSortedLikeBytes_data();
    void namesAreSortedLikeBytes();
    void foldedNamesIgnoreCaseAndKeepOrder();
    void descendingNamesKeepTheOrderOfEqualOnes();
};

namespace {

QByteArray folded(QByteArray name)
{
    std::ranges::transform(name, name.begin(), foldedByte);
    return name;
}

std::vector<quint32> sortedByName(const QList<QByteArray>& names, NameOrder order)
{
    std::vector<KeyedRow> rows;
    for (quint32 row = 0; row < quint32(names.size()); ++row)
        rows.push_back({0, row});
    sortByName(
        rows, [&](quint32 row) { return QByteArrayView(names[row]); }, order);
    std::vector<quint32> result;
    std::ranges::transform(rows, std::back_inserter(result), &KeyedRow::row);
    return result;
}

/// Rows in the order that comparing whole names gives.
template<class Less>
std::vector<quint32> expected(const QList<QByteArray>& names, Less less)
{
    std::vector<quint32> rows(size_t(names.size()));
    std::iota(rows.begin(), rows.end(), 0);
    std::ranges::stable_sort(rows, [&](quint32 a, quint32 b) { return less(names[a], names[b]); });
    return rows;
}

/// Names as folders have them: long common starts, numbers, a few equal ones, bytes above 127.
QList<QByteArray> someNames(int count)
{
    std::mt19937 random(7);
    const QByteArrayList starts{"IMG_", "img_2023-07-", "carp_34289", "Forelle \xc3\xa9t\xc3\xa9 ",
                                "",     "\xff"};
    QList<QByteArray> names;
    for (int i = 0; i < count; ++i)
        names.append(starts[qsizetype(random() % size_t(starts.size()))] +
                     QByteArray::number(random() % quint32(count)) + (random() % 2 ? ".jpg" : ".JPG"));
    return names;
}

} // namespace

void RowSortTest::keysAreSortedAndEqualOnesKeepTheirOrder_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<quint64>("mask");
    for (const int count : {0, 1, 2, 20, 300, 50'000}) {
        for (const quint64 mask : {~quint64(0), quint64(0xff00), quint64(0x7), quint64(0)})
            QTest::addRow("%d rows, bits %llx", count, mask) << count << mask;
    }
}

void RowSortTest::keysAreSortedAndEqualOnesKeepTheirOrder()
{
    QFETCH(int, count);
    QFETCH(quint64, mask);
    std::mt19937_64 random(3);
    std::vector<KeyedRow> rows;
    for (quint32 row = 0; row < quint32(count); ++row)
        rows.push_back({random() & mask, row});
    std::vector<KeyedRow> reference = rows;
    std::ranges::stable_sort(reference, {}, &KeyedRow::key);
    sortByKey(rows);
    QVERIFY(std::ranges::equal(rows, reference, [](const KeyedRow& a, const KeyedRow& b) {
        return a.key == b.key && a.row == b.row;
    }));
}

void RowSortTest::namesAreSortedLikeBytes_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {1, 2, 30, 1'000, 20'000})
        QTest::addRow("%d", count) << count;
}

void RowSortTest::namesAreSortedLikeBytes()
{
    QFETCH(int, count);
    const QList<QByteArray> names = someNames(count);
    QCOMPARE(sortedByName(names, NameOrder::Bytes),
             expected(names, [](const QByteArray& a, const QByteArray& b) { return a < b; }));
}

void RowSortTest::foldedNamesIgnoreCaseAndKeepOrder()
{
    const QList<QByteArray> names = someNames(5'000);
    QCOMPARE(sortedByName(names, NameOrder::FoldedAscending),
             expected(names, [](const QByteArray& a, const QByteArray& b) { return folded(a) < folded(b); }));
}

void RowSortTest::descendingNamesKeepTheOrderOfEqualOnes()
{
    const QList<QByteArray> names = someNames(5'000);
    QCOMPARE(sortedByName(names, NameOrder::FoldedDescending),
             expected(names, [](const QByteArray& a, const QByteArray& b) { return folded(b) < folded(a); }));
}

QTEST_APPLESS_MAIN(RowSortTest)
#include "tst_row_sort.moc"
