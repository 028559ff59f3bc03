#pragma once

#include "core/catalog/root_store.h"

#include <QObject>
#include <QSet>

namespace creel {

class Desk;

/// Knows which roots of the open catalog are not there. Every look has a thread of its own that nothing waits
/// for: a network disk that went away answers after minutes, or never. GUI thread.
class RootWatch : public QObject
{
    Q_OBJECT

public:
    explicit RootWatch(Desk& desk, QObject* parent = nullptr);

    /// As of the last look.
    const QSet<RootId>& missing() const { return m_missing; }
    /// Looks again; once more afterwards if a look is under way.
    void look();

Q_SIGNALS:
    void changed();

private:
    void forget();
    void take(const QSet<RootId>& missing);

    Desk& m_desk;
    QSet<RootId> m_missing;
    bool m_isLooking = false;
    bool m_mustLookAgain = false;
    int m_catalog = 0; ///< counts those that were open, whose roots have the same ids
};

} // namespace creel
