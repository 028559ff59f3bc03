#include "tests/support/fake_training.h"

#include "core/imaging/content_hash.h"
#include "core/imaging/decode.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QtEndian>

#include <cmath>
#include <numeric>
#include <thread>

namespace creel::test {

namespace {

constexpr int stepsAnEpoch = 4;
constexpr double sharpness = 12; // how fast the likelihood falls with the distance of colours

QByteArray compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QByteArray readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> writeAll(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::Unwritable,
                    QStringLiteral("%1 cannot be written: %2.").arg(path, file.errorString()));
    return {};
}

double distance(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += std::pow(double(a[i] - b[i]), 2);
    return std::sqrt(sum);
}

int epochsOf(const Recipe& recipe)
{
    return std::accumulate(recipe.stages.begin(), recipe.stages.end(), 0,
                           [](int sum, const Stage& stage) { return sum + stage.epochs; });
}

} // namespace

FakeFeatures fakeFeaturesOf(const QImage& photo)
{
    const QColor colour = photo.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixel(0, 0);
    FakeFeatures features;
    for (size_t pooling = 0; pooling < 2; ++pooling) {
        features[pooling * fakeFeatures + 0] = colour.redF();
        features[pooling * fakeFeatures + 1] = colour.greenF();
        features[pooling * fakeFeatures + 2] = colour.blueF();
        features[pooling * fakeFeatures + 3] = colour.valueF();
    }
    return features;
}

std::vector<float> FakeModel::classify(std::span<const float> features) const
{
    constexpr size_t width = FakeFeatures().size();
    std::vector<float> probabilities;
    for (size_t first = 0; first < features.size(); first += width) {
        const size_t row = probabilities.size();
        double sum = 0;
        for (const FakeFeatures& mean : means) {
            const double weight =
                std::exp(-sharpness / info.temperature * distance(features.subspan(first, width), mean));
            probabilities.push_back(float(weight));
            sum += weight;
        }
        for (size_t i = row; i < probabilities.size(); ++i)
            probabilities[i] = float(double(probabilities[i]) / sum);
    }
    return probabilities;
}

Result<void> FakeModel::write(const QString& file) const
{
    QJsonArray rows;
    for (const FakeFeatures& mean : means) {
        QJsonArray row;
        for (const float number : mean)
            row.append(double(number));
        rows.append(row);
    }
    const QJsonObject metadata{
        {QStringLiteral("creel"), QString::fromUtf8(compact(toJson(info)))},
        {QStringLiteral("fake"), QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact))}};
    const QByteArray header = compact({{QStringLiteral("__metadata__"), metadata}});
    QByteArray bytes(8, '\0');
    qToLittleEndian(quint64(header.size()), bytes.data());
    return writeAll(file, bytes + header);
}

Result<FakeModel> FakeModel::read(const QString& file)
{
    FakeModel model;
    CREEL_ASSIGN(model.info, readModelInfo(file));
    const QJsonObject header = QJsonDocument::fromJson(readAll(file).mid(8)).object();
    const QJsonDocument rows = QJsonDocument::fromJson(
        header[QLatin1String("__metadata__")][QLatin1String("fake")].toString().toUtf8());
    for (const QJsonValue row : rows.array()) {
        FakeFeatures mean{};
        for (size_t i = 0; i < mean.size(); ++i)
            mean[i] = float(row.toArray().at(qsizetype(i)).toDouble());
        model.means.push_back(mean);
    }
    if (model.means.size() != size_t(model.info.classes.size()))
        return fail(ErrorCode::BadInput, QStringLiteral("%1 is no model of the fake engine's.").arg(file));
    return model;
}

Result<std::vector<float>> FakeTraining::featuresOf(const LabelledPhoto& photo)
{
    const int side = m_request.recipe.stages.front().side;
    if (m_request.features) {
        std::vector<float> known = m_request.features->find(photo.hash, side, false);
        if (!known.empty())
            return known;
    }
    const auto bytes = readPhotoFile(photo.file);
    if (!bytes || contentHash(*bytes) != photo.hash)
        return std::vector<float>();
    const auto decoded = decodePhoto(*bytes, side);
    if (!decoded)
        return std::vector<float>();
    CREEL_TRY(onShow());
    const FakeFeatures features = fakeFeaturesOf(decoded->image);
    if (m_request.features)
        m_request.features->keep(photo.hash, side, false, features);
    return std::vector<float>(features.begin(), features.end());
}

Result<FakeTraining::Examples> FakeTraining::show(const std::vector<LabelledPhoto>& photos)
{
    Examples examples;
    for (const LabelledPhoto& photo : photos) {
        CREEL_ASSIGN(const std::vector<float> features, featuresOf(photo));
        if (features.empty()) {
            ++m_outcome.leftOut;
            continue;
        }
        examples.features.insert(examples.features.end(), features.begin(), features.end());
        examples.labels.push_back(photo.label);
    }
    TrainStep shown;
    shown.isPreparing = true;
    shown.step = shown.steps = int(photos.size());
    m_listener.onStep(shown);
    return examples;
}

std::vector<FakeFeatures> FakeTraining::classMeans(const Examples& examples) const
{
    constexpr size_t width = FakeFeatures().size();
    std::vector<FakeFeatures> means(size_t(m_request.info.classes.size()));
    std::vector<int> counts(means.size());
    for (size_t i = 0; i < examples.labels.size(); ++i) {
        const auto label = size_t(examples.labels[i]);
        ++counts[label];
        for (size_t j = 0; j < width; ++j)
            means[label][j] += examples.features[i * width + j];
    }
    for (size_t i = 0; i < means.size(); ++i)
        for (float& number : means[i])
            number /= float(std::max(counts[i], 1));
    return means;
}

Evaluation FakeTraining::test(const Examples& examples) const
{
    return evaluate(m_model.classify(examples.features), examples.labels, int(m_model.means.size()));
}

void FakeTraining::runSteps(int stage, int epoch)
{
    for (int step = 0; step < stepsAnEpoch; ++step) {
        if (stepPause.count() > 0)
            std::this_thread::sleep_for(stepPause);
        TrainStep done;
        done.stage = stage;
        done.epoch = epoch;
        done.step = step + 1;
        done.steps = stepsAnEpoch;
        done.loss = 2.0 / double(m_outcome.epochs.size() + 1) - 0.1 * step;
        done.learningRate = m_request.recipe.stages[size_t(stage)].learningRate;
        done.photosPerSecond = 100;
        done.secondsLeft = qint64(epochsOf(m_request.recipe)) - qint64(m_outcome.epochs.size());
        m_listener.onStep(done);
    }
}

TrainEpoch FakeTraining::epochOf(int stage, int epoch) const
{
    TrainEpoch done;
    done.stage = stage;
    done.epoch = epoch;
    done.valid = test(m_valid);
    done.trainLoss = test(m_train).loss;
    done.learningRate = m_request.recipe.stages[size_t(stage)].learningRate;
    done.photosPerSecond = 100;
    done.seconds = 0.1;
    done.isBest = true;
    return done;
}

QByteArray FakeTraining::identity() const
{
    return compact({{QStringLiteral("recipe"), toJson(m_request.recipe)},
                    {QStringLiteral("classes"), QJsonArray::fromStringList(m_request.info.classes)},
                    {QStringLiteral("split"), QString::fromLatin1(m_request.info.splitDigest)}});
}

int FakeTraining::epochsBefore() const
{
    const QByteArrayList lines = readAll(m_request.checkpoint).split('\n');
    return lines.size() == 2 && lines[0] == identity() ? lines[1].toInt() : 0;
}

Result<void> FakeTraining::saveCheckpoint(int epochs) const
{
    if (m_request.checkpoint.isEmpty())
        return {};
    return writeAll(m_request.checkpoint, identity() + '\n' + QByteArray::number(epochs));
}

Result<TrainOutcome> FakeTraining::finish(bool wasStopped)
{
    ModelInfo& info = m_model.info;
    info.recipe = m_request.recipe;
    info.side = m_request.recipe.stages.back().side;
    for (const Stage& stage : m_request.recipe.stages)
        if (stage.trainsBody && stage.epochs > 0)
            info.bodyWeights.clear();
    info.abstainBelow = 0.5;
    info.createdAt = QDateTime::currentMSecsSinceEpoch();
    info.creelVersion = QStringLiteral(CREEL_VERSION);
    info.trainPhotos = qint64(m_train.labels.size());
    info.valid = test(m_valid);
    if (!m_test.labels.empty())
        info.test = test(m_test);
    if (!m_request.out.isEmpty())
        CREEL_TRY(m_model.write(m_request.out));
    m_outcome.info = info;
    m_outcome.wasStopped = wasStopped;
    m_outcome.stageSeconds.assign(m_request.recipe.stages.size(), 0.1);
    return m_outcome;
}

Result<TrainOutcome> FakeTraining::run()
{
    CREEL_ASSIGN(m_train, show(m_request.train));
    CREEL_ASSIGN(m_valid, show(m_request.valid));
    CREEL_ASSIGN(m_test, show(m_request.test));
    if (m_outcome.leftOut > 0)
        m_listener.onNote(QStringLiteral("%1 photos were left out.").arg(m_outcome.leftOut));
    m_model.info = m_request.info;
    const std::vector<FakeFeatures> means = classMeans(m_train);
    const int before = epochsBefore();
    const int total = epochsOf(m_request.recipe);
    int done = 0;
    const auto learn = [&] {
        m_model.means = means;
        for (FakeFeatures& mean : m_model.means) // moves from grey to where it belongs
            for (float& number : mean)
                number = 0.5F + (number - 0.5F) * float(done + 1) / float(total);
    };
    for (size_t stage = 0; stage < m_request.recipe.stages.size(); ++stage) {
        for (int epoch = 0; epoch < m_request.recipe.stages[stage].epochs; ++epoch, ++done) {
            if (done < before) {
                learn();
                m_listener.onEarlierEpoch(epochOf(int(stage), epoch));
                continue;
            }
            if (m_cancel.isCancelled())
                return done > 0
                           ? finish(true)
                           : Result<TrainOutcome>(fail(ErrorCode::Cancelled, QStringLiteral("Stopped.")));
            if (done == dieAfterEpochs)
                return fail(ErrorCode::Internal, QStringLiteral("The fake engine was told to die."));
            runSteps(int(stage), epoch);
            learn();
            m_outcome.epochs.push_back(epochOf(int(stage), epoch));
            m_listener.onEpoch(m_outcome.epochs.back());
            CREEL_TRY(saveCheckpoint(done + 1));
        }
    }
    m_model.means = means;
    return finish(false);
}

} // namespace creel::test
