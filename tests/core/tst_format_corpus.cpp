#include "tests/support/annotation_readers.h"

#include <QDir>
#include <QRandomGenerator>
#include <QtTest>

using namespace creel::test;

/// Every reader withstands what fuzzing began with and found: tests/data/annotations/READER.
class FormatCorpusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readersWithstand_data();
    void readersWithstand();
};

void FormatCorpusTest::readersWithstand_data()
{
    QTest::addColumn<QByteArray>("reader");
    for (const QByteArray& reader : annotationReaders())
        QTest::addRow("%s", reader.constData()) << reader;
}

void FormatCorpusTest::readersWithstand()
{
    QFETCH(const QByteArray, reader);
    const QDir folder(QStringLiteral(CREEL_SOURCE_DIR "/tests/data/annotations/") +
                      QString::fromLatin1(reader));
    const QStringList names = folder.entryList(QDir::Files);
    QVERIFY(!names.isEmpty());
    QRandomGenerator random(1);
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        feedReader(reader, bytes);
        // Cut off anywhere, and with bytes that went wrong.
        const qsizetype step = std::max<qsizetype>(1, bytes.size() / 200);
        for (qsizetype size = 0; size < bytes.size(); size += step)
            feedReader(reader, bytes.left(size));
        for (int i = 0; i < 200 && !bytes.isEmpty(); ++i) {
            QByteArray wrong = bytes;
            for (int changes = random.bounded(1, 4); changes > 0; --changes)
                wrong[random.bounded(int(wrong.size()))] = char(random.bounded(256));
            feedReader(reader, wrong);
        }
    }
}

QTEST_GUILESS_MAIN(FormatCorpusTest)
#include "tst_format_corpus.moc"
