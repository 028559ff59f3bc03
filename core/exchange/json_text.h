#pragma once

#include "core/exchange/annotation_files.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace creel {

/// Parses JSON. Error BadInput with the line where it goes wrong, also for what Python writes that is no JSON
/// (NaN, Infinity) and for lists nested too deep.
Result<QJsonDocument> parseJson(const QByteArray& text, const BytePath& file);

/// The line, from 1, of a byte.
int lineAt(QByteArrayView text, qsizetype offset);

/// Tells in which line the elements of a list begin, in valid JSON. Asked in order of index it walks the text
/// once. The text must outlive it.
class ElementLines
{
public:
    /// The list is the value of `key` in the top object, or the top itself where `key` is empty.
    ElementLines(QByteArrayView json, QByteArrayView key) : m_json(json), m_key(key.toByteArray()) {}

    /// From 1; 0 if there is no such element.
    int lineOf(qsizetype index);

private:
    bool rewind();

    const QByteArrayView m_json;
    const QByteArray m_key;
    qsizetype m_index = -1; ///< of the element at m_at; -1 before the first
    qsizetype m_at = 0;
    qsizetype m_countedTo = 0;
    int m_line = 1; ///< at m_countedTo
};

/// True if `key` of the top object is a list. Reads no further than it must, and trusts that the text is
/// JSON.
bool hasJsonList(QByteArrayView json, QByteArrayView key);
/// From the first element of the top list to the text's end; empty if the top is no list, or an empty one.
QByteArrayView firstJsonElement(QByteArrayView json);
/// The first line that is not empty, as an object; empty if it is none.
QJsonObject firstJsonLine(const QByteArray& lines);

/// Parses every line that is not empty as an object; one that is none is a finding.
void eachJsonLine(const QByteArray& lines, const BytePath& file, FindingList& findings,
                  const std::function<void(const QJsonObject& json, int line)>& parse);

/// A number, or a text that is one; NaN for anything else.
double jsonNumber(const QJsonValue& value);
/// The same as whole pixels of a photo's side; 0 if it is none.
int jsonSide(const QJsonValue& value);
/// A list of left, top, width and height as a box; none if it is none, or a box that boxFromSize() refuses.
std::optional<QRectF> jsonBox(const QJsonValue& value);
/// A text, or a number as text; a class's name.
QString jsonClassName(const QJsonValue& value);

/// What programs keep in an object of flags of their own: "difficult", "truncated" and "occluded".
void readFlags(const QJsonObject& flags, AnnotatedBox& box);
/// Those that are set.
QJsonObject flagsOf(const AnnotatedBox& box);

/// One object as a line.
QByteArray jsonLine(const QJsonObject& object);

} // namespace creel
