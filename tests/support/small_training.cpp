#include "tests/support/small_training.h"

#include "core/imaging/content_hash.h"
#include "core/learning/engine_loader.h"
#include "models/data/draw.h"
#include "tests/support/drawn_photo.h"

#include <QFile>
#include <QPainter>

namespace creel::test {

namespace {

/// Photos of two classes: bright discs and dark bars on noise, each photo another.
LabelledPhoto writePhoto(const QString& folder, int number, int label)
{
    QImage image(96, 80, QImage::Format_RGB32);
    Draw draw{quint64(number), 99};
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, qRgb(int(draw() % 120), int(draw() % 120), int(draw() % 120)));
    QPainter painter(&image);
    painter.setPen(Qt::NoPen);
    painter.setBrush(label == 0 ? QColor(240, 200, 60) : QColor(60, 140, 240));
    const QRect place(20 + int(draw() % 16), 15 + int(draw() % 10), 40, 40);
    label == 0 ? painter.drawEllipse(place) : painter.drawRect(place.adjusted(0, 14, 0, -14));
    painter.end();
    const QString name = folder + QStringLiteral("/%1.png").arg(number);
    image.save(name);
    QFile file(name);
    return {bytePathFromLocal(name),
            file.open(QIODevice::ReadOnly) ? contentHash(file.readAll()) : QByteArray(), label};
}

} // namespace

std::vector<QImage> imagesOf(const std::vector<LabelledPhoto>& photos)
{
    std::vector<QImage> images;
    for (const LabelledPhoto& photo : photos)
        images.emplace_back(QString::fromUtf8(photo.file));
    return images;
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
    return largest;
}

void addDrawnPhotos(TrainRequest& request, const QTemporaryDir& folder)
{
    for (quint32 seed = 0; seed < 24; ++seed) {
        const QByteArray bytes = encoded(drawnPhoto(seed));
        const BytePath path = QFile::encodeName(folder.filePath(QStringLiteral("%1.jpg").arg(seed)));
        writeFile(path, bytes);
        (seed < 18 ? request.train : request.valid).push_back({path, contentHash(bytes), int(seed % 3)});
    }
}

Result<void> SmallTraining::setUp()
{
    EngineOptions options;
    options.precision = Precision::Float32;
    options.threads = 1; // small networks are no faster with more
    CREEL_ASSIGN(m_engine, loadEngine(options));
    for (int i = 0; i < 24; ++i)
        (i < 16 ? m_train : m_valid).push_back(writePhoto(m_folder.path(), i, i % 2));
    return {};
}

TrainRequest SmallTraining::request(const QString& name, std::vector<Stage> stages) const
{
    TrainRequest request;
    request.body.backbone = QStringLiteral("resnet18");
    request.body.seed = 3;
    request.recipe.stages = std::move(stages);
    request.recipe.batchSize = 8;
    request.recipe.hidden = 32;
    request.recipe.augmentation = Augmentation::Flip;
    request.train = m_train;
    request.valid = m_valid;
    request.info.name = name;
    request.info.classes = {QStringLiteral("disc"), QStringLiteral("bar")};
    request.info.bodyWeights = "seed 3";
    request.out = m_folder.filePath(name + QStringLiteral(".safetensors"));
    request.checkpoint = m_folder.filePath(name + QStringLiteral(".checkpoint"));
    return request;
}

Result<TrainOutcome> SmallTraining::learn(const TrainRequest& request, TrainNotes& notes) const
{
    CREEL_ASSIGN(TrainOutcome outcome, m_engine->train(request, notes, notes.cancel));
    if (!outcome.wasStopped)
        QFile::remove(request.checkpoint);
    return outcome;
}

std::unique_ptr<Classifier> SmallTraining::open(const TrainRequest& request) const
{
    auto model = m_engine->openModel(request.out);
    return model ? std::move(*model) : nullptr;
}

} // namespace creel::test
