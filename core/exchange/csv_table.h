#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace creel {

/// One record of a CSV file.
struct CsvRow
{
    QList<QByteArray> fields;
    int line = 0; ///< where it begins, from 1
};

/// Splits comma-separated text into records as RFC 4180 has it: fields in quotes may hold commas, doubled
/// quotes and ends of lines. Empty lines are passed over; a quote that nothing closes ends with the text.
QList<CsvRow> parseCsv(QByteArrayView text);

/// Its first few records, whatever the text's length.
QList<CsvRow> firstCsvRows(QByteArrayView text);

/// The field as it is to stand in a record.
QByteArray csvField(const QByteArray& text);

} // namespace creel
