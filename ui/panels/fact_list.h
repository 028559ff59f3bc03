#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace creel {

class CopyButton;

/// One line of facts: what it is and its value.
struct Fact
{
    QString name;
    QString value;
    QString toolTip = {};
    QString toCopy = {}; ///< offers to copy this, unless empty
    bool isMonospaced = false;

    bool operator==(const Fact&) const = default;
};

/// Facts in two columns. Values can be selected; those that are hard to type get a button that copies them.
class FactList : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(QWidget* parent);

    void setFacts(const QList<Fact>& facts);
    bool isEmpty() const { return m_facts.isEmpty(); }
    /// The value shown beside `name`; empty if there is none.
    QString value(const QString& name) const;

private:
    struct Row
    {
        QLabel* name;
        QLabel* value;
        CopyButton* copy;
    };

    Row addRow();

    QList<Fact> m_facts;
    QList<Row> m_rows; ///< more than needed are hidden
    QGridLayout* m_layout;
};

} // namespace creel
