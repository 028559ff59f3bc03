#include "models/training/checkpoint.h"

#include "models/networks/state_dict.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>

namespace creel {

namespace {

constexpr int formatVersion = 1;

// The parts of a checkpoint file; tensors' names begin with one.
const QString nowPart = QStringLiteral("now.");
const QString bestPart = QStringLiteral("best.");
const QString optimizerPart = QStringLiteral("optimizer.");

QJsonObject toJson(const TrainEpoch& epoch, const QStringList& classes)
{
    return {{QStringLiteral("stage"), epoch.stage},
            {QStringLiteral("epoch"), epoch.epoch},
            {QStringLiteral("train_loss"), epoch.trainLoss},
            {QStringLiteral("valid"), toJson(epoch.valid, classes)},
            {QStringLiteral("learning_rate"), epoch.learningRate},
            {QStringLiteral("photos_per_second"), epoch.photosPerSecond},
            {QStringLiteral("data_wait"), epoch.dataWait},
            {QStringLiteral("seconds"), epoch.seconds},
            {QStringLiteral("is_best"), epoch.isBest}};
}

TrainEpoch epochFromJson(const QJsonObject& json, const QStringList& classes)
{
    TrainEpoch epoch;
    epoch.stage = json[QLatin1String("stage")].toInt();
    epoch.epoch = json[QLatin1String("epoch")].toInt();
    epoch.trainLoss = json[QLatin1String("train_loss")].toDouble();
    epoch.valid = evaluationFromJson(json[QLatin1String("valid")].toObject(), classes);
    epoch.learningRate = json[QLatin1String("learning_rate")].toDouble();
    epoch.photosPerSecond = json[QLatin1String("photos_per_second")].toDouble();
    epoch.dataWait = json[QLatin1String("data_wait")].toDouble();
    epoch.seconds = json[QLatin1String("seconds")].toDouble();
    epoch.isBest = json[QLatin1String("is_best")].toBool();
    return epoch;
}

QJsonObject toJson(const Checkpoint& checkpoint, const QStringList& classes)
{
    QJsonArray epochs, seconds;
    for (const TrainEpoch& epoch : checkpoint.epochs)
        epochs.append(toJson(epoch, classes));
    for (const double each : checkpoint.stageSeconds)
        seconds.append(each);
    QJsonObject json{{QStringLiteral("stage"), checkpoint.stage},
                     {QStringLiteral("epoch"), checkpoint.epoch},
                     {QStringLiteral("body_is_trained"), checkpoint.bodyIsTrained},
                     {QStringLiteral("epochs"), epochs},
                     {QStringLiteral("stage_seconds"), seconds},
                     {QStringLiteral("epochs_without_gain"), checkpoint.epochsWithoutGain},
                     {QStringLiteral("lowest_stage_error"), checkpoint.lowestStageError},
                     {QStringLiteral("left_out"), checkpoint.leftOut},
                     {QStringLiteral("train_photos"), checkpoint.trainPhotos}};
    if (checkpoint.best)
        json.insert(QStringLiteral("best"),
                    QJsonObject{{QStringLiteral("stage"), checkpoint.best->stage},
                                {QStringLiteral("epoch"), checkpoint.best->epoch},
                                {QStringLiteral("body_is_trained"), checkpoint.best->bodyIsTrained},
                                {QStringLiteral("valid"), toJson(checkpoint.best->valid, classes)}});
    return json;
}

Checkpoint checkpointFromJson(const QJsonObject& json, const QStringList& classes)
{
    Checkpoint checkpoint;
    checkpoint.stage = json[QLatin1String("stage")].toInt();
    checkpoint.epoch = json[QLatin1String("epoch")].toInt();
    checkpoint.bodyIsTrained = json[QLatin1String("body_is_trained")].toBool();
    for (const QJsonValue epoch : json[QLatin1String("epochs")].toArray())
        checkpoint.epochs.push_back(epochFromJson(epoch.toObject(), classes));
    for (const QJsonValue seconds : json[QLatin1String("stage_seconds")].toArray())
        checkpoint.stageSeconds.push_back(seconds.toDouble());
    checkpoint.epochsWithoutGain = json[QLatin1String("epochs_without_gain")].toInt();
    checkpoint.lowestStageError = json[QLatin1String("lowest_stage_error")].toDouble();
    checkpoint.leftOut = json[QLatin1String("left_out")].toInteger();
    checkpoint.trainPhotos = json[QLatin1String("train_photos")].toInteger();
    const QJsonObject best = json[QLatin1String("best")].toObject();
    if (!best.isEmpty())
        checkpoint.best = BestEpoch{best[QLatin1String("stage")].toInt(),
                                    best[QLatin1String("epoch")].toInt(),
                                    best[QLatin1String("body_is_trained")].toBool(),
                                    evaluationFromJson(best[QLatin1String("valid")].toObject(), classes),
                                    {}};
    return checkpoint;
}

void addState(std::vector<WeightToWrite>& weights, const QString& part, const NamedTensors& state)
{
    for (const auto& [name, tensor] : state)
        weights.push_back(toWeight(part + QString::fromStdString(name), tensor));
}

/// Whether the best network is the one that the training goes on with.
bool isBestNow(const Checkpoint& checkpoint)
{
    return checkpoint.best && !checkpoint.epochs.empty() && checkpoint.epochs.back().isBest;
}

std::optional<WeightFile> readOwn(const QString& file, const QByteArray& identity)
{
    if (file.isEmpty() || !QFileInfo::exists(file))
        return std::nullopt;
    auto weights = readWeightFile(file);
    if (!weights ||
        weights->metadata.value(QStringLiteral("identity")) != QString::fromLatin1(identity.toHex()) ||
        weights->metadata.value(QStringLiteral("format")).toInt() != formatVersion)
        return std::nullopt;
    return std::move(*weights);
}

} // namespace

QByteArray identityOf(const TrainRequest& request)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QJsonDocument(toJson(request.recipe)).toJson(QJsonDocument::Compact));
    hash.addData(request.info.classes.join(QLatin1Char('\n')).toUtf8());
    hash.addData('\n' + request.body.backbone.toUtf8() + '\n' + request.body.weightsFile.toUtf8() + '\n' +
                 QByteArray::number(request.body.seed) + '\n' + request.info.bodyWeights + '\n' +
                 request.info.splitDigest);
    for (const auto* part : {&request.train, &request.valid, &request.test}) {
        hash.addData("\npart\n");
        for (const LabelledPhoto& photo : *part)
            hash.addData(photo.hash + QByteArray::number(photo.label) + ' ');
    }
    return hash.result();
}

CheckpointWriter::CheckpointWriter(QString file, QByteArray identity, QStringList classes)
    : m_file(std::move(file)), m_identity(std::move(identity)), m_classes(std::move(classes))
{}

Result<void> CheckpointWriter::save(const Checkpoint& checkpoint)
{
    if (m_file.isEmpty())
        return {};
    const Result<void> former = wait(); // this one is written all the same
    std::vector<WeightToWrite> weights;
    addState(weights, nowPart, checkpoint.state);
    if (checkpoint.best && !isBestNow(checkpoint))
        addState(weights, bestPart, checkpoint.best->state);
    for (size_t i = 0; i < checkpoint.optimizer.size(); ++i)
        weights.push_back(toWeight(optimizerPart + QString::number(i), checkpoint.optimizer[i]));
    const QByteArray json = QJsonDocument(toJson(checkpoint, m_classes)).toJson(QJsonDocument::Compact);
    const QMap<QString, QString> metadata{
        {QStringLiteral("identity"), QString::fromLatin1(m_identity.toHex())},
        {QStringLiteral("format"), QString::number(formatVersion)},
        {QStringLiteral("training"), QString::fromUtf8(json)}};
    m_writing = std::async(std::launch::async, [file = m_file, weights = std::move(weights), metadata] {
        return writeSafetensors(file, weights, metadata);
    });
    return former;
}

Result<void> CheckpointWriter::wait()
{
    return m_writing.valid() ? m_writing.get() : Result<void>();
}

std::optional<Checkpoint> loadCheckpoint(const QString& file, const QByteArray& identity,
                                         const QStringList& classes)
{
    const auto weights = readOwn(file, identity);
    if (!weights)
        return std::nullopt;
    const QByteArray json = weights->metadata.value(QStringLiteral("training")).toUtf8();
    Checkpoint checkpoint = checkpointFromJson(QJsonDocument::fromJson(json).object(), classes);
    std::map<int, torch::Tensor> optimizer;
    for (const WeightTensor& tensor : weights->tensors) {
        const QString& name = tensor.name;
        if (name.startsWith(nowPart))
            checkpoint.state.emplace_back(name.mid(nowPart.size()).toStdString(), toTensor(*weights, tensor));
        else if (name.startsWith(bestPart) && checkpoint.best)
            checkpoint.best->state.emplace_back(name.mid(bestPart.size()).toStdString(),
                                                toTensor(*weights, tensor));
        else if (name.startsWith(optimizerPart))
            optimizer[name.mid(optimizerPart.size()).toInt()] = toTensor(*weights, tensor);
    }
    for (const auto& [index, tensor] : optimizer)
        checkpoint.optimizer.push_back(tensor);
    if (isBestNow(checkpoint))
        checkpoint.best->state = checkpoint.state;
    return checkpoint;
}

} // namespace creel
