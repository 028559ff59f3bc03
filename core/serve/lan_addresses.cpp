#include "core/serve/lan_addresses.h"

#include <QFileInfo>
#include <QNetworkInterface>

namespace creel {

namespace {

/// Linux links a device only to network cards; bridges and tunnels have none.
bool isNetworkCard(const QNetworkInterface& interface)
{
    return QFileInfo::exists(QStringLiteral("/sys/class/net/%1/device").arg(interface.name()));
}

bool isReachable(const QNetworkInterface& interface)
{
    constexpr auto wanted = QNetworkInterface::IsUp | QNetworkInterface::IsRunning;
    return (interface.flags() & (wanted | QNetworkInterface::IsLoopBack)) == wanted;
}

} // namespace

QList<LanAddress> lanAddresses()
{
    QList<LanAddress> cards;
    QList<LanAddress> others;
    for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
        if (!isReachable(interface))
            continue;
        for (const QNetworkAddressEntry& entry : interface.addressEntries()) {
            const QHostAddress address = entry.ip();
            if (address.protocol() == QAbstractSocket::IPv4Protocol && !address.isLinkLocal())
                (isNetworkCard(interface) ? cards : others).append({interface.name(), address.toString()});
        }
    }
    return cards + others;
}

} // namespace creel
