#pragma once

#include "ui/desk.h"

namespace creel {

/// Counts the photos of the set that the filter no longer lets through, because they were decided since. The
/// set keeps them until it is refreshed. Looks only at what changed, a slice at a time.
class OutdatedPhotos : public QObject
{
    Q_OBJECT

public:
    OutdatedPhotos(Desk& desk, QObject* parent);

    qsizetype count() const { return m_outdated.size(); }

Q_SIGNALS:
    void countChanged();

private:
    void forget();
    void checkSlice();
    bool isOutdated(PhotoId photo) const;

    Desk& m_desk;
    QList<PhotoId> m_pending;
    QSet<PhotoId> m_outdated;
    QTimer m_timer;
};

} // namespace creel
