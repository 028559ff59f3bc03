#pragma once

#include <QList>
#include <QString>

namespace creel {

/// Where other devices may reach this machine.
struct LanAddress
{
    QString network; ///< "wlan0", as the system calls the way in
    QString address; ///< "192.168.1.7"

    bool operator==(const LanAddress&) const = default;
};

/// This machine's IPv4 addresses in its networks, those of real network cards before those of containers and
/// tunnels. Empty where it is in none. Takes well under a millisecond; any thread.
QList<LanAddress> lanAddresses();

} // namespace creel
