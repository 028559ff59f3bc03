#include "tests/support/trout_server.h"

#include "core/ingest/import.h"
#include "core/learning/body_source.h"
#include "core/learning/embedding.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_training.h"

#include <QDir>
#include <QPainter>
#include <QUrl>

namespace creel::test {

namespace {

QImage troutImage(int label, QSize size)
{
    static const QColor colours[] = {QColor(130, 80, 30), QColor(60, 110, 70), QColor(200, 120, 160)};
    QImage image(size, QImage::Format_RGB32);
    image.fill(colours[label]);
    return image;
}

/// A photo of its own: dark spots, placed by the number, keep photos of a class from being near copies.
QImage spottedTrout(int label, int number)
{
    QImage image = troutImage(label, {160, 120});
    const QColor colour = image.pixelColor(0, 0);
    QPainter painter(&image);
    const size_t pattern = qHash(QByteArray::number(number), size_t(label) + 1);
    for (int bit = 0; bit < 48; ++bit)
        if (pattern >> bit & 1)
            painter.fillRect(bit % 8 * 20, bit / 8 * 20, 20, 20, colour.darker(130));
    return image;
}

Result<std::unique_ptr<Engine>> makeFakeEngine()
{
    return std::make_unique<FakeEngine>();
}

} // namespace

QByteArray troutPhoto(int label, QSize size)
{
    return encoded(troutImage(label, size));
}

void writeTroutModel(const QString& file, const QString& name, const QStringList& classes)
{
    FakeModel model;
    model.info.name = name;
    model.info.classes = classes;
    model.info.backbone = QStringLiteral("resnet34");
    model.info.catalogRevision = 7;
    model.info.abstainBelow = 0.5;
    for (int label = 0; label < 3; ++label)
        model.means.push_back(fakeFeaturesOf(troutImage(label, {8, 8})));
    if (const auto written = model.write(file); !written)
        qFatal("cannot write the model: %s", qUtf8Printable(written.error().message));
}

void writeTroutCatalog(const QString& catalog, int each)
{
    const QDir folder = QFileInfo(catalog).absoluteDir();
    const char* const names[] = {"brown_trout", "bull_trout", "rainbow_trout"};
    for (int label = 0; label < 3; ++label)
        for (int i = 0; i < each; ++i)
            writeFile(QFile::encodeName(folder.filePath(
                          QStringLiteral("photos/%1/%2.png").arg(QLatin1String(names[label])).arg(i))),
                      encoded(spottedTrout(label, i), "png"));
    ImportRequest request;
    request.catalogPath = catalog;
    request.paths = {QFile::encodeName(folder.filePath(QStringLiteral("photos")))};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, JobContext()));
}

void embedTroutCatalog(const QString& catalog, const QString& model)
{
    FakeEngine engine;
    const ModelInfo info = must(readModelInfo(model));
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    FeatureStore store = must(FeatureStore::open(catalog));
    must(embedPhotos(engine, bodyOf(info, model), must(bodyWeightsKey(info, model)), *connection, store,
                     JobContext()));
}

void serveTroutCatalog(ServeOptions& options, int each)
{
    options.similar.catalog = options.model + QStringLiteral(".creel");
    options.feedback.catalog = options.similar.catalog;
    writeTroutCatalog(options.similar.catalog, each);
    embedTroutCatalog(options.similar.catalog, options.model);
}

TroutServer::TroutServer(const std::function<void(ServeOptions&)>& prepare, EngineFactory engine)
{
    writeTroutModel(modelFile());
    ServeOptions options;
    options.model = modelFile();
    options.port = 0;
    if (prepare)
        prepare(options);
    m_server = std::make_unique<ModelServer>(engine ? std::move(engine) : makeFakeEngine, options);
    const auto started = m_server->start();
    m_isStarted = started.has_value();
    if (!started)
        qWarning("the server did not start: %s", qUtf8Printable(started.error().message));
    m_port = quint16(QUrl(m_server->address()).port());
}

} // namespace creel::test
