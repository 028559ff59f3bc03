#include "core/learning/model_info.h"
#include "tests/support/coloured_catalog.h"
#include "tests/support/creel_program.h"
#include "tests/support/python.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace creel;
using namespace creel::test;

namespace {

QStringList words(const QString& text)
{
    return text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// The program in models/README.md whose first line names it so.
QString documentedProgram(const QString& name)
{
    QFile file(QStringLiteral(CREEL_SOURCE_DIR "/models/README.md"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    static const QRegularExpression block(QStringLiteral("```python\n(# (\\S+) .*?)```"),
                                          QRegularExpression::DotMatchesEverythingOption);
    for (auto match = block.globalMatch(QString::fromUtf8(file.readAll())); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        if (found.captured(2) == name)
            return found.captured(1);
    }
    return {};
}

/// A photo with something in it, of any shape.
void drawPhoto(const QString& path, QSize size, QColor colour)
{
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x) {
            const int light = 90 + (x * 7 + y * 3) % 70 + ((x / 16 + y / 16) % 2) * 60;
            image.setPixel(
                x, y,
                qRgb(colour.red() * light / 255, colour.green() * light / 255, colour.blue() * light / 255));
        }
    QVERIFY(image.save(path));
}

} // namespace

/// Models leave by the command line as a script uses it, and the documented programs use them.
class ExportModelCliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_out = std::make_unique<QTemporaryDir>(); }
    void documentedProgramsPredictWhatCreelDoes_data();
    void documentedProgramsPredictWhatCreelDoes();
    void exportsTheCurrentModelUnderItsName();
    void exportsTheModelThatWasNamed();
    void refuses_data();
    void refuses();
    void refusesAFolderThatCannotBeWritten();
    void overwritesOnlyWhenTold();

private:
    QString catalog() const { return m_catalog->path(); }
    QString out(const QString& name) const { return m_out->filePath(name); }
    ProgramRun run(const QString& arguments) const { return runCreel(words(arguments)); }
    bool train(const QString& name, const QString& more);
    QStringList left() const
    {
        return QDir(m_out->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<ColouredCatalog> m_catalog;
    std::unique_ptr<QTemporaryDir> m_out;
    QMap<QString, QString> m_models; ///< files by name
};

bool ExportModelCliTest::train(const QString& name, const QString& more)
{
    const ProgramRun trained = run(
        QStringLiteral("train --catalog %1 --weights none --sizes 64 --epochs 2 --augment none --threads 1 "
                       "--json --name %2 %3")
            .arg(catalog(), name, more));
    if (trained.exitCode != 0)
        qWarning("%s", trained.text().constData());
    m_models[name] = trained.lines().value(trained.lines().size() - 1)[QLatin1String("file")].toString();
    return trained.exitCode == 0 || trained.err.contains("no learning engine");
}

void ExportModelCliTest::initTestCase()
{
    m_catalog = std::make_unique<ColouredCatalog>(8);
    QVERIFY(train(QStringLiteral("fastai"), QStringLiteral("--backbone resnet18")));
    if (m_models[QStringLiteral("fastai")].isEmpty())
        QSKIP("this build has no learning engine");
    QVERIFY(train(QStringLiteral("linear"), QStringLiteral("--backbone mobilenet_v2 --head linear")));
}

void ExportModelCliTest::documentedProgramsPredictWhatCreelDoes_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("model");
    for (const char* model : {"fastai", "linear"})
        for (const auto& [format, program] :
             {std::pair("onnx", "predict_onnx.py"), std::pair("torchscript", "predict_torchscript.py"),
              std::pair("state-dict", "predict_weights.py"), std::pair("safetensors", "predict_weights.py")})
            QTest::addRow("%s, %s", format, model)
                << QString::fromUtf8(format) << QString::fromUtf8(program) << QString::fromUtf8(model);
}

void ExportModelCliTest::documentedProgramsPredictWhatCreelDoes()
{
    QFETCH(const QString, format);
    QFETCH(const QString, program);
    QFETCH(const QString, model);
    const ProgramRun exported =
        run(QStringLiteral("export-model --format %1 --model %2 --out %3 --json")
                .arg(format, m_models[model],
                     out(format == QLatin1String("state-dict") ? QStringLiteral("m.pth")
                                                               : QStringLiteral("m.") + format)));
    QVERIFY2(exported.exitCode == 0, exported.text().constData());
    const QString source = documentedProgram(program);
    QVERIFY2(!source.isEmpty(), "models/README.md has no such program");
    int number = 0;
    for (const QSize size : {QSize(150, 110), QSize(57, 90), QSize(64, 64)}) {
        const QColor colour(number == 0 ? Qt::red : number == 1 ? Qt::green : Qt::blue);
        const QString photo = out(QStringLiteral("photo%1.png").arg(number++));
        drawPhoto(photo, size, colour);
        const ProgramRun ours =
            run(QStringLiteral("predict --precision fp32 --model %1 %2").arg(m_models[model], photo));
        QVERIFY2(ours.exitCode == 0, ours.text().constData());
        const PythonRun theirs =
            runPython(source, {exported.lines().first()[QLatin1String("file")].toString(), photo});
        if (theirs.lacksModule())
            QSKIP("python3-opencv or python3-torchvision is not installed");
        QVERIFY2(theirs.exitCode == 0, theirs.err.constData());
        const QList<QByteArray> our = ours.out.split('\t'), their = theirs.out.trimmed().split('\t');
        QCOMPARE(their.size(), 3);
        QCOMPARE(their[0], our[0]);
        QCOMPARE(their[2], our[2]);
        QVERIFY2(std::abs(their[1].toDouble() - our[1].toDouble()) < 0.003,
                 (theirs.out + ours.out).constData());
    }
}

void ExportModelCliTest::exportsTheCurrentModelUnderItsName()
{
    const ProgramRun exported =
        runCreel(words(QStringLiteral("export-model --format safetensors --catalog %1").arg(catalog())), {},
                 [&](QProcess& process) { process.setWorkingDirectory(m_out->path()); });
    QVERIFY2(exported.exitCode == 0, exported.text().constData());
    const QString name = QFileInfo(m_models[QStringLiteral("linear")]).completeBaseName();
    QCOMPARE(left(),
             QStringList({name + QStringLiteral(".safetensors"), name + QStringLiteral(".safetensors.json"),
                          name + QStringLiteral(".safetensors.md")}));
    QFile copy(out(name + QStringLiteral(".safetensors"))), model(m_models[QStringLiteral("linear")]);
    QVERIFY(copy.open(QIODevice::ReadOnly) && model.open(QIODevice::ReadOnly));
    QCOMPARE(copy.readAll(), model.readAll());
    QVERIFY(exported.out.contains(name.toUtf8()));
    QVERIFY(exported.err.contains("Converting the model"));
}

void ExportModelCliTest::exportsTheModelThatWasNamed()
{
    const ProgramRun exported =
        run(QStringLiteral("export-model --format onnx --catalog %1 --model fastai --out %2 "
                           "--json")
                .arg(catalog(), out(QStringLiteral("sub/x.onnx"))));
    QVERIFY2(exported.exitCode == 0, exported.text().constData());
    const QJsonObject line = exported.lines().first();
    QCOMPARE(line[QLatin1String("model")].toString(), QStringLiteral("fastai"));
    QCOMPARE(line[QLatin1String("format")].toString(), QStringLiteral("onnx"));
    for (const char* part : {"file", "card", "usage"})
        QVERIFY(QFileInfo(line[QLatin1String(part)].toString()).size() > 100);
    QCOMPARE(line[QLatin1String("bytes")].toInteger(), QFileInfo(out(QStringLiteral("sub/x.onnx"))).size());
    QCOMPARE(line[QLatin1String("sha256")].toString().size(), 64);
}

void ExportModelCliTest::refuses_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char* name, const char* arguments, int code, const char* complaint) {
        QTest::newRow(name) << QString::fromUtf8(arguments) << code << QString::fromUtf8(complaint);
    };
    row("no format", "--model MODEL --out OUT", 2, "--format");
    row("an unknown format", "--format tflite --model MODEL --out OUT", 2, "tflite");
    row("no model and no catalog", "--format onnx --out OUT", 2, "--catalog");
    row("no such catalog", "--format onnx --catalog /no/such.creel --out OUT", 1, "/no/such.creel");
    row("no such model in the catalog", "--format onnx --catalog CATALOG --model nobody --out OUT", 1,
        "nobody");
    row("no such model file", "--format onnx --model /no/such.safetensors --out OUT", 1,
        "/no/such.safetensors");
    row("a file that is no model", "--format onnx --model README --out OUT", 1, "README.md");
    row("a photo for a model", "--format torchscript --model PHOTO --out OUT", 1, "000.png");
    row("a damaged model", "--format onnx --model CUT --out OUT", 1, "cut.safetensors");
    row("a damaged model as it is", "--format safetensors --model CUT --out OUT", 1, "cut.safetensors");
    row("the model itself", "--format safetensors --model MODEL --out MODEL --overwrite", 1,
        "the model itself");
    row("a file for a folder", "--format onnx --model MODEL --out README/x.onnx", 1, "README.md");
}

void ExportModelCliTest::refuses()
{
    QFETCH(QString, arguments);
    QFETCH(const int, code);
    QFETCH(const QString, complaint);
    const QString model = m_models[QStringLiteral("fastai")];
    const QTemporaryDir other;
    const QString cut = other.filePath(QStringLiteral("cut.safetensors"));
    QVERIFY(QFile::copy(model, cut) && QFile::resize(cut, QFileInfo(model).size() - 1000));
    arguments.replace(QStringLiteral("README"), QStringLiteral(CREEL_SOURCE_DIR "/README.md"))
        .replace(QStringLiteral("PHOTO"),
                 QFile::decodeName(m_catalog->photo(QStringLiteral("red"), QStringLiteral("000.png"))))
        .replace(QStringLiteral("MODEL"), model)
        .replace(QStringLiteral("CUT"), cut)
        .replace(QStringLiteral("CATALOG"), catalog())
        .replace(QStringLiteral("OUT"), out(QStringLiteral("new/m.onnx")));
    const auto before = readModelInfo(model);
    const ProgramRun refused = run(QStringLiteral("export-model ") + arguments);
    QVERIFY2(refused.exitCode == code, refused.text().constData());
    QVERIFY2(refused.err.contains(complaint.toUtf8()), refused.text().constData());
    QVERIFY(refused.out.isEmpty());
    QCOMPARE(left(), QStringList());
    QVERIFY(before && readModelInfo(model));
}

void ExportModelCliTest::refusesAFolderThatCannotBeWritten()
{
    if (::geteuid() == 0) { // who may write everywhere but into what is no disk
        const ProgramRun refused =
            run(QStringLiteral("export-model --format onnx --model %1 --out /proc/self/m.onnx")
                    .arg(m_models[QStringLiteral("fastai")]));
        QVERIFY2(refused.exitCode == 1, refused.text().constData());
        QVERIFY(!refused.err.isEmpty());
        return;
    }
    QVERIFY(::chmod(QFile::encodeName(m_out->path()).constData(), 0500) == 0);
    const ProgramRun refused =
        run(QStringLiteral("export-model --format onnx --model %1 --out %2")
                .arg(m_models[QStringLiteral("fastai")], out(QStringLiteral("m.onnx"))));
    QVERIFY(::chmod(QFile::encodeName(m_out->path()).constData(), 0700) == 0);
    QVERIFY2(refused.exitCode == 1, refused.text().constData());
    QVERIFY(refused.err.contains(m_out->path().toUtf8()));
    QCOMPARE(left(), QStringList());
}

void ExportModelCliTest::overwritesOnlyWhenTold()
{
    const QString arguments = QStringLiteral("export-model --format state-dict --model %1 --out %2")
                                  .arg(m_models[QStringLiteral("linear")], out(QStringLiteral("m.pth")));
    QCOMPARE(run(arguments).exitCode, 0);
    const QStringList files = left();
    QCOMPARE(files.size(), 3);
    QFile file(out(QStringLiteral("m.pth.md")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    file.close();
    const ProgramRun refused = run(arguments);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY(refused.err.contains("is there already"));
    QCOMPARE(QFileInfo(file).size(), 4);
    QCOMPARE(run(arguments + QStringLiteral(" --overwrite")).exitCode, 0);
    QVERIFY(QFileInfo(file).size() > 4);
    QCOMPARE(left(), files);
}

QTEST_GUILESS_MAIN(ExportModelCliTest)
#include "tst_export_model_cli.moc"
