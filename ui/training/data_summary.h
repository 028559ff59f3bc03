#pragma once

#include "core/dataset/snapshot.h"

#include <QLabel>

namespace creel {

/// What a training would learn from: photos a class, what is left out and why, and what a person should know
/// before.
class DataSummary : public QLabel
{
    Q_OBJECT

public:
    explicit DataSummary(QWidget* parent);

    /// `problem` says why there can be no training; the snapshot is not looked at then.
    void setSnapshot(const Snapshot& snapshot, const QString& problem);
    bool canTrain() const { return m_isKnown && m_problem.isEmpty(); }

protected:
    void changeEvent(QEvent* event) override;

private:
    void show();

    Snapshot m_snapshot;
    QString m_problem;
    bool m_isKnown = false;
};

} // namespace creel
