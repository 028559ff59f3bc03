#include <QDir>
#include <QDirIterator>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

namespace {

struct Layer
{
    QString name;
    QStringList mayInclude; ///< folders of this project
    bool mayUseWidgets = false;
    bool mayUseTorch = false;
};

const QList<Layer> layers{
    {QStringLiteral("core"), {QStringLiteral("core")}, false, false},
    {QStringLiteral("models"), {QStringLiteral("models"), QStringLiteral("core")}, false, true},
    {QStringLiteral("ui"), {QStringLiteral("ui"), QStringLiteral("core")}, true, false},
    {QStringLiteral("app"),
     {QStringLiteral("app"), QStringLiteral("ui"), QStringLiteral("core")},
     true,
     false},
};

const QStringList projectFolders{QStringLiteral("core"), QStringLiteral("models"), QStringLiteral("ui"),
                                 QStringLiteral("app"), QStringLiteral("tests")};

/// Every header that Qt's module offers, such as "QWidget" and "qwidget.h".
QSet<QString> headersOf(const QString& module)
{
    const QDir folder(QLibraryInfo::path(QLibraryInfo::HeadersPath) + QLatin1Char('/') + module);
    const QStringList names = folder.entryList(QDir::Files);
    return {names.begin(), names.end()};
}

bool comesFrom(const QString& header, const QString& module, const QSet<QString>& headers)
{
    return header.startsWith(module) || headers.contains(header);
}

bool isTorch(const QString& header)
{
    static const QRegularExpression torch(QStringLiteral("^(torch|ATen|c10|caffe2)/"));
    return torch.match(header).hasMatch();
}

QStringList includesIn(const QString& source)
{
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"),
                                            QRegularExpression::MultilineOption);
    QStringList headers;
    for (auto matches = include.globalMatch(source); matches.hasNext();)
        headers.append(matches.next().captured(1));
    return headers;
}

} // namespace

/// Holds the layers of the design to what the sources really include.
class LayersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void noLayerIncludesOneAbove_data();
    void noLayerIncludesOneAbove();
    void seesAViolation_data();
    void seesAViolation();

private:
    /// Why `path` (relative to the project) must not include `header`; empty if it may.
    QString objection(const Layer& layer, const QString& path, const QString& header) const;

    QSet<QString> m_widgets;
    QSet<QString> m_sql;
};

void LayersTest::initTestCase()
{
    m_widgets = headersOf(QStringLiteral("QtWidgets"));
    m_sql = headersOf(QStringLiteral("QtSql"));
    QVERIFY(m_widgets.contains(QStringLiteral("QWidget")));
    QVERIFY(m_sql.contains(QStringLiteral("QSqlQuery")));
}

QString LayersTest::objection(const Layer& layer, const QString& path, const QString& header) const
{
    const QString folder = header.section(QLatin1Char('/'), 0, 0);
    if (header.contains(QLatin1Char('/')) && projectFolders.contains(folder) &&
        !layer.mayInclude.contains(folder))
        return QStringLiteral("%1 must not include %2").arg(layer.name, folder);
    if (!layer.mayUseWidgets && comesFrom(header, QStringLiteral("QtWidgets"), m_widgets))
        return QStringLiteral("no widgets below ui");
    if (!layer.mayUseTorch && isTorch(header))
        return QStringLiteral("torch belongs in models alone");
    if (comesFrom(header, QStringLiteral("QtSql"), m_sql) && !path.startsWith(QLatin1String("core/catalog/")))
        return QStringLiteral("SQL belongs in core/catalog alone");
    return {};
}

void LayersTest::noLayerIncludesOneAbove_data()
{
    QTest::addColumn<int>("layer");
    for (int i = 0; i < layers.size(); ++i)
        QTest::newRow(qPrintable(layers[i].name)) << i;
}

void LayersTest::noLayerIncludesOneAbove()
{
    QFETCH(int, layer);
    const QDir project(QStringLiteral(CREEL_SOURCE_DIR));
    if (!project.exists(layers[layer].name))
        QSKIP("this build has no such layer");
    QDirIterator files(project.filePath(layers[layer].name), {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                       QDir::Files, QDirIterator::Subdirectories);
    int includes = 0;
    QStringList objections;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString path = project.relativeFilePath(file.fileName());
        for (const QString& header : includesIn(QString::fromUtf8(file.readAll()))) {
            ++includes;
            if (const QString why = objection(layers[layer], path, header); !why.isEmpty())
                objections.append(QStringLiteral("%1: %2 (%3)").arg(path, header, why));
        }
    }
    QVERIFY(includes > 0);
    QVERIFY2(objections.isEmpty(), qPrintable(objections.join(QLatin1Char('\n'))));
}

void LayersTest::seesAViolation_data()
{
    QTest::addColumn<int>("layer");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("source");
    QTest::newRow("ui in core") << 0 << "core/x.h"
                                << "#include \"ui/desk.h\"\n";
    QTest::newRow("a widget in core") << 0 << "core/x.h"
                                      << "#pragma once\n#include <QPushButton>\n";
    QTest::newRow("the widgets module in core") << 0 << "core/x.h"
                                                << "#include <QtWidgets/QLabel>\n";
    QTest::newRow("SQL in review") << 0 << "core/review/x.h"
                                   << "#include <QSqlQuery>\n";
    QTest::newRow("torch in ui") << 2 << "ui/x.h"
                                 << "# include <torch/torch.h>\n";
    QTest::newRow("models in app") << 3 << "app/x.h"
                                   << "#include \"models/engine.h\"\n";
    QTest::newRow("models in core") << 0 << "core/x.h"
                                    << "#include \"models/networks/network.h\"\n";
    QTest::newRow("torch in core") << 0 << "core/learning/engine.h"
                                   << "#include <ATen/ATen.h>\n";
    QTest::newRow("a widget in models") << 1 << "models/x.h"
                                        << "#include <QWidget>\n";
    QTest::newRow("ui in models") << 1 << "models/x.h"
                                  << "#include \"ui/desk.h\"\n";
    QTest::newRow("tests in app") << 3 << "app/x.h"
                                  << "#include \"tests/support/shared_data.h\"\n";
}

void LayersTest::seesAViolation()
{
    QFETCH(int, layer);
    QFETCH(QString, path);
    QFETCH(QString, source);
    const QStringList headers = includesIn(source);
    QCOMPARE(headers.size(), 1);
    QVERIFY(!objection(layers[layer], path, headers.first()).isEmpty());
}

QTEST_GUILESS_MAIN(LayersTest)
#include "tst_layers.moc"
