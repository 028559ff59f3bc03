#include "tests/support/trout_server.h"

#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_training.h"

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
