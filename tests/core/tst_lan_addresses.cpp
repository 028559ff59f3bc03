#include "core/serve/lan_addresses.h"
#include "tests/support/patience.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

using namespace creel;

/// What the window shows to phones must really lead here.
class LanAddressesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAddressLeadsToAServerForTheNetwork();
    void noneIsThisMachinesAlone();
};

void LanAddressesTest::everyAddressLeadsToAServerForTheNetwork()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::AnyIPv4));
    const QList<LanAddress> addresses = lanAddresses();
    for (const LanAddress& address : addresses) {
        QVERIFY(!address.network.isEmpty());
        QTcpSocket client;
        client.connectToHost(address.address, server.serverPort());
        QVERIFY2(client.waitForConnected(test::patienceMs), qPrintable(address.address));
    }
    if (addresses.isEmpty())
        QSKIP("this machine is in no network");
}

void LanAddressesTest::noneIsThisMachinesAlone()
{
    for (const LanAddress& address : lanAddresses()) {
        const QHostAddress host(address.address);
        QCOMPARE(host.protocol(), QAbstractSocket::IPv4Protocol);
        QVERIFY2(!host.isLoopback() && !host.isLinkLocal(), qPrintable(address.address));
    }
}

QTEST_GUILESS_MAIN(LanAddressesTest)
#include "tst_lan_addresses.moc"
