#include "core/catalog/catalog.h"
#include "core/catalog/transaction.h"
#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/creel_program.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QThread>
#include <QtTest>

#include <algorithm>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace creel;
using namespace creel::test;

/// Murders the real program and takes the disk away from it: nothing that it acknowledged may be lost.
class ReliabilityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void killedImportGoesOnWithoutLoss();
    void killedLabellerKeepsWhatItAcknowledged();
    void aFullDiskLosesNothing();
    void aFileSizeLimitLosesNothing();
    void aReadOnlyCatalogIsSaidToBe();
    void aNewerCatalogIsLeftAlone();
    void aLockedCatalogIsWaitedForAndThenGivenUp();
    void aDeletedCatalogIsNoticed();

private:
    QString catalog() const { return m_folder->file("test.creel"); }
    BytePath photos() const { return m_folder->path("photos"); }
    void drawPhotos(int count, QSize size) const;
    static ProgramRun run(const QString& catalog, const char* command, const QStringList& rest = {},
                          const PrepareProcess& prepare = {});
    ProgramRun run(const char* command, const QStringList& rest = {},
                   const PrepareProcess& prepare = {}) const
    {
        return run(catalog(), command, rest, prepare);
    }
    static QHash<int, QString> states(const QString& catalog);
    static void mustBeSound(const QString& catalog);

    std::unique_ptr<ByteFolder> m_folder;
    QRandomGenerator m_random{20240607};
};

namespace {

int rounds()
{
    bool isNumber = false;
    const int wanted = qEnvironmentVariableIntValue("CREEL_ROUNDS", &isNumber);
    return isNumber ? wanted : 12;
}

QByteArray idLines(QList<int> ids)
{
    QByteArray lines;
    for (const int id : ids)
        lines += QByteArray::number(id) + '\n';
    return lines;
}

/// Permissions do not bind root; its children become nobody.
void becomeNobody()
{
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
        ::_exit(99);
}

/// A small file system of its own, gone with this object.
class SmallDisk
{
public:
    SmallDisk(const QString& place, const char* size) : m_place(place.toUtf8())
    {
        QDir().mkpath(place);
        const QByteArray options = QByteArray("size=") + size;
        m_isMounted = ::mount("tmpfs", m_place.constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount2(m_place.constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isMounted() const { return m_isMounted; }
    /// Leaves not a byte free.
    void fill() const
    {
        QFile filler(fillerPath());
        if (!filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            qFatal("cannot fill the small disk");
        while (filler.write(QByteArray(4096, 'x')) > 0) {
        }
    }
    void free() const { QFile::remove(fillerPath()); }

private:
    QString fillerPath() const { return QString::fromUtf8(m_place) + QStringLiteral("/filler"); }

    QByteArray m_place;
    bool m_isMounted = false;
};

} // namespace

void ReliabilityTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
}

/// Distinct files of the same pixels: bytes after a JPEG's end make another file of it.
void ReliabilityTest::drawPhotos(int count, QSize size) const
{
    const QByteArray photo = encoded(drawnPhoto(1, size));
    for (int i = 0; i < count; ++i)
        writeFile(joinPath(photos(), "trout/" + QByteArray::number(i) + ".jpg"),
                  photo + QByteArray::number(i));
}

ProgramRun ReliabilityTest::run(const QString& catalog, const char* command, const QStringList& rest,
                                const PrepareProcess& prepare)
{
    return runCreel(
        QStringList{QLatin1String(command), QStringLiteral("--catalog"), catalog, QStringLiteral("--json")} +
            rest,
        {}, prepare);
}

QHash<int, QString> ReliabilityTest::states(const QString& catalog)
{
    QHash<int, QString> states;
    for (const QJsonObject& line : run(catalog, "list").lines())
        states.insert(line[QLatin1String("id")].toInt(), line[QLatin1String("state")].toString());
    return states;
}

void ReliabilityTest::mustBeSound(const QString& catalog)
{
    const ProgramRun check = run(catalog, "check");
    if (check.exitCode != 0)
        qFatal("the catalog is not sound: %s", check.text().constData());
}

void ReliabilityTest::killedImportGoesOnWithoutLoss()
{
    constexpr int count = 80;
    drawPhotos(count, QSize(800, 600));
    const QString folder = displayPath(photos());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(run("import", {folder}).exitCode, 0);
    const int whole = int(timer.elapsed());
    int killed = 0;
    for (int round = 0; round < rounds(); ++round) {
        const QString path = m_folder->file("round.creel") + QString::number(round);
        QProcess process;
        prepareCreel(process, {QStringLiteral("import"), QStringLiteral("--catalog"), path, folder});
        process.start();
        QVERIFY(process.waitForStarted());
        QThread::msleep(ulong(m_random.bounded(whole + 1)));
        process.kill();
        QVERIFY(process.waitForFinished());
        killed += process.exitStatus() == QProcess::CrashExit ? 1 : 0;
        const ProgramRun check = run(path, "check");
        const bool isNew = check.err.contains("There is no catalog") || check.err.contains("is empty");
        QVERIFY2(check.exitCode == 0 || isNew, check.text().constData());
        const int before = isNew ? 0 : int(states(path).size());
        const ProgramRun rest = run(path, "import", {folder});
        QVERIFY2(rest.exitCode == 0, rest.text().constData());
        QCOMPARE(rest.lines().last()[QLatin1String("unchanged")].toInt(), before); // no work twice
        QCOMPARE(states(path).size(), count);
        mustBeSound(path);
    }
    qInfo("%d of %d imports of %d ms were killed on the way", killed, rounds(), whole);
    QVERIFY(killed > 0);
}

void ReliabilityTest::killedLabellerKeepsWhatItAcknowledged()
{
    constexpr int count = 300;
    drawPhotos(count, QSize(32, 24));
    QCOMPARE(run("import", {displayPath(photos())}).exitCode, 0);
    QList<int> ids = states(catalog()).keys();
    QCOMPARE(ids.size(), count);
    const QList<std::pair<QString, QString>> decisions{
        {QStringLiteral("--accept"), QStringLiteral("accepted")},
        {QStringLiteral("--reject=scenery"), QStringLiteral("rejected")},
        {QStringLiteral("--clear"), QStringLiteral("unreviewed")}};
    int acknowledged = 0;
    for (int round = 0; round < rounds(); ++round) {
        const auto& [option, state] = decisions[round % decisions.size()];
        std::shuffle(ids.begin(), ids.end(), m_random);
        QProcess process;
        prepareCreel(process,
                     {QStringLiteral("label"), QStringLiteral("--catalog"), catalog(),
                      QStringLiteral("--json"), QStringLiteral("--id"), QStringLiteral("-"), option});
        process.start();
        QVERIFY(process.waitForStarted());
        process.write(idLines(ids));
        const int enough = m_random.bounded(count);
        QByteArray out;
        while (out.count('\n') < enough && process.waitForReadyRead(patienceMs))
            out += process.readAllStandardOutput();
        QThread::usleep(ulong(m_random.bounded(3000)));
        QVERIFY2(process.state() == QProcess::Running, process.readAllStandardError().constData());
        process.kill();
        QVERIFY(process.waitForFinished());
        out += process.readAllStandardOutput();
        out.truncate(out.lastIndexOf('\n') + 1); // a line cut short was not acknowledged
        mustBeSound(catalog());
        const QHash<int, QString> now = states(catalog());
        for (const QJsonObject& line : ProgramRun{0, out, {}}.lines()) {
            ++acknowledged;
            QCOMPARE(now.value(line[QLatin1String("id")].toInt()), state);
        }
    }
    qInfo("%d decisions were acknowledged in %d rounds, all are there", acknowledged, rounds());
    QVERIFY(acknowledged > 0);
}

void ReliabilityTest::aFullDiskLosesNothing()
{
    const SmallDisk disk(m_folder->file("disk"), "3m");
    if (!disk.isMounted())
        QSKIP("no small file system can be mounted here");
    drawPhotos(60, QSize(32, 24));
    const QString path = m_folder->file("disk/full.creel");
    QCOMPARE(run(path, "import", {displayPath(photos())}).exitCode, 0);
    QCOMPARE(run(path, "label", {QStringLiteral("--id"), QStringLiteral("1"), QStringLiteral("--accept")})
                 .exitCode,
             0);
    const QHash<int, QString> before = states(path);
    disk.fill();
    const ProgramRun full =
        run(path, "label", {QStringLiteral("--id"), QStringLiteral("2"), QStringLiteral("--accept")});
    QVERIFY2(full.exitCode == 1, full.text().constData());
    QVERIFY(full.out.isEmpty());
    QVERIFY2(full.err.contains("disk is full") && full.err.contains("Free some space"), full.err.constData());
    drawPhotos(90, QSize(32, 24));
    const ProgramRun import = run(path, "import", {displayPath(photos())});
    QVERIFY2(import.exitCode == 1 && import.err.contains("disk"), import.text().constData());
    disk.free();
    mustBeSound(path);
    QCOMPARE(states(path), before);
    QCOMPARE(run(path, "label", {QStringLiteral("--id"), QStringLiteral("2"), QStringLiteral("--accept")})
                 .exitCode,
             0);
    QCOMPARE(run(path, "import", {displayPath(photos())}).exitCode, 0);
    QCOMPARE(states(path).size(), 90);
}

void ReliabilityTest::aFileSizeLimitLosesNothing()
{
    drawPhotos(40, QSize(32, 24));
    QCOMPARE(run("import", {displayPath(photos())}).exitCode, 0);
    const QHash<int, QString> before = states(catalog());
    const ProgramRun limited =
        run("label", {QStringLiteral("--id"), QStringLiteral("1"), QStringLiteral("--accept")},
            [](QProcess& process) {
                process.setChildProcessModifier([] {
                    ::signal(SIGXFSZ, SIG_IGN);
                    const rlimit none{512, 512};
                    ::setrlimit(RLIMIT_FSIZE, &none);
                });
            });
    QVERIFY2(limited.exitCode == 1, limited.text().constData());
    QVERIFY(limited.out.isEmpty());
    QVERIFY2(limited.err.contains("disk"), limited.err.constData());
    mustBeSound(catalog());
    QCOMPARE(states(catalog()), before);
}

void ReliabilityTest::aReadOnlyCatalogIsSaidToBe()
{
    drawPhotos(3, QSize(32, 24));
    const QString place = m_folder->file("shelf");
    QVERIFY(QDir().mkpath(place));
    const QString path = place + QStringLiteral("/test.creel");
    QCOMPARE(run(path, "import", {displayPath(photos())}).exitCode, 0);
    const auto readable = QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther;
    const auto enterable = QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther;
    QVERIFY(QFile::setPermissions(displayPath(m_folder->path()), readable | enterable | QFile::WriteOwner));
    QVERIFY(QFile::setPermissions(path, readable));
    QVERIFY(QFile::setPermissions(place, readable | enterable));
    const PrepareProcess asNobody = [](QProcess& process) {
        process.setChildProcessModifier(becomeNobody);
    };
    const ProgramRun label = run(
        path, "label", {QStringLiteral("--id"), QStringLiteral("1"), QStringLiteral("--accept")}, asNobody);
    const ProgramRun list = run(path, "list", {}, asNobody);
    QVERIFY(QFile::setPermissions(place, readable | enterable | QFile::WriteOwner));
    QVERIFY2(label.exitCode == 1, label.text().constData());
    QVERIFY2(label.err.contains("read-only") && label.err.contains("test.creel"), label.err.constData());
    QVERIFY(label.out.isEmpty());
    QVERIFY2(list.exitCode == 0, list.text().constData());
    QCOMPARE(list.lines().size(), 3);
}

void ReliabilityTest::aNewerCatalogIsLeftAlone()
{
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::Create));
        must(connection->run(QStringLiteral("PRAGMA user_version = 99")));
        must(connection->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    }
    const auto bytes = [&] {
        QFile file(catalog());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    drawPhotos(1, QSize(32, 24));
    for (const char* command : {"list", "labels", "history", "undo", "redo", "check", "backup", "roots"}) {
        const ProgramRun result = run(command);
        QVERIFY2(result.exitCode == 1, command);
        QVERIFY2(result.err.contains("newer Creel"), result.err.constData());
    }
    QCOMPARE(run("import", {displayPath(photos())}).exitCode, 1);
    QCOMPARE(bytes(), before);
}

void ReliabilityTest::aLockedCatalogIsWaitedForAndThenGivenUp()
{
    drawPhotos(3, QSize(32, 24));
    QCOMPARE(run("import", {displayPath(photos())}).exitCode, 0);
    const QStringList accept{QStringLiteral("--id"), QStringLiteral("1"), QStringLiteral("--accept")};
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
        const Transaction transaction = must(Transaction::begin(*connection));
        const ProgramRun locked = run("label", accept);
        QVERIFY2(locked.exitCode == 1, locked.text().constData());
        QVERIFY2(locked.err.contains("locked by another program"), locked.err.constData());
        QVERIFY(locked.out.isEmpty());
        QCOMPARE(states(catalog()).size(), 3); // readers do not wait
    }
    QCOMPARE(run("label", accept).exitCode, 0);
    mustBeSound(catalog());
}

void ReliabilityTest::aDeletedCatalogIsNoticed()
{
    drawPhotos(3, QSize(32, 24));
    QCOMPARE(run("import", {displayPath(photos())}).exitCode, 0);
    QProcess process;
    prepareCreel(process, {QStringLiteral("label"), QStringLiteral("--catalog"), catalog(),
                           QStringLiteral("--id"), QStringLiteral("-"), QStringLiteral("--accept")});
    process.start();
    process.write("1\n");
    QVERIFY(process.waitForReadyRead(patienceMs));
    QVERIFY(process.readAllStandardOutput().startsWith("1\t"));
    const QString aside = m_folder->file("aside.creel");
    QVERIFY(QFile::rename(catalog(), aside));
    process.write("2\n");
    QVERIFY(process.waitForFinished(patienceMs));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardOutput().isEmpty());
    const QByteArray err = process.readAllStandardError();
    QVERIFY2(err.contains("deleted or replaced"), err.constData());
    QVERIFY(!QFile::exists(catalog()));
}

QTEST_GUILESS_MAIN(ReliabilityTest)
#include "tst_reliability.moc"
