#pragma once

#include "core/catalog/connection.h"

#include <QColor>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace creel {

/// A class that photos can belong to.
struct Label
{
    LabelId id;
    QString name;
    QColor colour;
    int position = 0; ///< order in lists, from 0
    QString shortcut; ///< "1"…"9", "0", or empty
    QString description;
    QList<PhotoId> referencePhotos; ///< photos that show the label at its best
    LabelId mergedInto;             ///< valid when this label lives on in another

    bool operator==(const Label&) const = default;
};

/// The label's row as the journal keeps it, and back.
QJsonObject toJson(const Label& label);
Label labelFromJson(const QJsonObject& json);

/// Reads and writes the table `label`. People's changes go through ReviewSession, which journals them.
class LabelStore
{
public:
    explicit LabelStore(Connection& connection) : m_connection(connection) {}

    /// All labels in order of position, merged ones included.
    Result<QList<Label>> all();
    Result<std::optional<Label>> byId(LabelId id);
    /// The living label of that name, whatever its case.
    Result<std::optional<Label>> byName(const QString& name);

    /// A label of that name with the next free colour, position and digit; not yet stored, and without an id.
    Result<Label> draft(const QString& name);
    /// Inserts (with the id given, if valid) or overwrites the row.
    Result<LabelId> put(const Label& label);
    Result<void> remove(LabelId id);

private:
    Connection& m_connection;
};

inline constexpr qsizetype mostLabelCharacters = 100;

/// Names are trimmed, non-empty, not too long, without null characters or slashes.
Result<QString> checkedLabelName(const QString& name);
/// The same where a label may be left out: an empty name stays empty.
Result<QString> checkedLabelNameOrNone(const QString& name);

/// The n-th label colour: Okabe–Ito, then evenly spaced hues. Stable for the life of the program.
QColor labelColour(int n);

} // namespace creel
