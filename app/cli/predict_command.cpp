#include "app/cli/commands.h"
#include "app/cli/engine_flags.h"
#include "app/cli/model_choice.h"
#include "app/cli/train_output.h"
#include "core/base/text.h"
#include "core/learning/engine_loader.h"
#include "core/learning/predict_job.h"
#include "core/review/photo_index.h"

#include <QFile>

namespace creel {

namespace {

struct PredictOptions : CatalogOptions
{
    std::string model;
    std::vector<std::string> files;
    bool alsoMirrored = false;
    EngineFlags engine;
};

struct EvaluateOptions : CatalogOptions
{
    std::string model;
    std::string part = "valid";
    bool alsoMirrored = false;
    EngineFlags engine;
};

void printPrediction(const Output& output, const ModelInfo& info, const BytePath& path,
                     const Prediction& prediction)
{
    const QString best = info.classes.value(prediction.best);
    QJsonObject scores;
    for (size_t i = 0; i < prediction.scores.size() && output.isJson(); ++i)
        scores.insert(info.classes.value(qsizetype(i)), double(prediction.scores[i]));
    QJsonObject json{{QStringLiteral("class"), best},
                     {QStringLiteral("confidence"), double(prediction.confidence)},
                     {QStringLiteral("abstains"), prediction.abstains},
                     {QStringLiteral("scores"), scores}};
    if (prediction.photo.isValid())
        json.insert(QStringLiteral("id"), prediction.photo.value());
    putPath(json, QStringLiteral("path"), path);
    output.result(json, best.toUtf8() + '\t' + QByteArray::number(double(prediction.confidence), 'f', 3) +
                            '\t' + (prediction.abstains ? "unsure" : "sure") + '\t' + path);
}

Result<int> predictFiles(const PredictOptions& options, const Output& output)
{
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(options.engine.options()));
    const QString file = QFile::decodeName(QByteArray::fromStdString(options.model));
    CREEL_ASSIGN(const std::unique_ptr<Classifier> classifier, engine->openModel(file));
    std::vector<PhotoToClassify> photos;
    for (const std::string& name : options.files)
        photos.push_back({QByteArray::fromStdString(name), {}});
    ClassifyOptions how;
    how.alsoMirrored = options.alsoMirrored;
    const ModelInfo& info = classifier->info();
    const auto sink = [&](std::span<const size_t> done, std::span<const float> numbers) -> Result<void> {
        const size_t classes = size_t(info.classes.size());
        for (size_t i = 0; i < done.size(); ++i)
            printPrediction(output, info, photos[done[i]].file,
                            toPrediction(info, {}, {}, numbers.subspan(i * classes, classes)));
        return {};
    };
    CREEL_ASSIGN(const ClassifyOutcome outcome,
                 classifyPhotos(*classifier, photos, how, sink, foregroundContext()));
    for (const size_t photo : outcome.unreadable)
        message(Cli::tr("%1 is no photo that can be read.").arg(displayPath(photos[photo].file)));
    return outcome.unreadable.empty() ? exitDone : exitFailed;
}

Result<void> printCatalog(Connection& connection, const ModelRecord& model, const Output& output)
{
    CREEL_ASSIGN(const auto index, PhotoIndex::load(connection));
    return PredictionStore(connection).each(model.id, [&](const Prediction& prediction) {
        if (const auto row = index->rowOf(prediction.photo))
            printPrediction(output, model.info, index->absolutePath(*row), prediction);
    });
}

Result<int> predictInCatalog(const PredictOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    CREEL_ASSIGN(const ModelRecord model, modelNamedOrTakenIn(*connection, options.model));
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(options.engine.options()));
    CREEL_ASSIGN(const std::unique_ptr<Classifier> classifier, engine->openModel(model.file));
    CREEL_ASSIGN(const PredictJobOutcome outcome,
                 predictCatalog(*classifier, engine->report(),
                                {connection->path(), model.id, options.alsoMirrored}, foregroundContext()));
    CREEL_TRY(printCatalog(*connection, model, output));
    message(
        Cli::tr("%1 predicted in %2 s (%3 from features), %4 were there, %5 cannot be used; unsure about %6")
            .arg(photoCountText(outcome.predicted), QString::number(outcome.seconds, 'f', 1),
                 numberText(outcome.fromFeatures), numberText(outcome.before), numberText(outcome.unusable),
                 numberText(outcome.abstained)));
    return exitDone;
}

Result<int> runPredict(const PredictOptions& options, const Output& output)
{
    if (options.catalog.empty() == options.files.empty()) {
        message(Cli::tr("Give either --catalog or photos."));
        return exitWrongUse;
    }
    return options.catalog.empty() ? predictFiles(options, output) : predictInCatalog(options, output);
}

QString evaluationText(const Evaluation& evaluation, const QStringList& classes)
{
    QStringList lines{Cli::tr("Right on %1 of %2; macro-F1 %3, loss %4, calibration error %5")
                          .arg(shareText(evaluation.accuracy), photoCountText(evaluation.photos),
                               QString::number(evaluation.macroF1, 'f', 3),
                               QString::number(evaluation.loss, 'f', 3),
                               QString::number(evaluation.calibrationError, 'f', 3)),
                      Cli::tr("precision  recall      F1  photos  class")};
    for (qsizetype i = 0; i < classes.size(); ++i) {
        const ClassScore& score = evaluation.classes[size_t(i)];
        lines.append(QStringLiteral("%1 %2 %3 %4  %5")
                         .arg(score.precision, 9, 'f', 3)
                         .arg(score.recall, 7, 'f', 3)
                         .arg(score.f1, 7, 'f', 3)
                         .arg(score.photos, 7)
                         .arg(classes[i]));
    }
    return lines.join(QLatin1Char('\n'));
}

Result<int> runEvaluate(const EvaluateOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    QString file = QFile::decodeName(QByteArray::fromStdString(options.model));
    EvaluateRequest request{
        connection->path(), *partFromName(toText(options.part)), {}, options.alsoMirrored};
    if (const auto known = modelNamed(*connection, options.model)) {
        file = known->file;
        request.model = known->id;
    }
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(options.engine.options()));
    CREEL_ASSIGN(const std::unique_ptr<Classifier> classifier, engine->openModel(file));
    CREEL_ASSIGN(const PartEvaluation result,
                 evaluatePart(*classifier, engine->report(), request, foregroundContext()));
    const QStringList& classes = classifier->info().classes;
    QJsonObject json = toJson(result.evaluation, classes);
    json.insert(QStringLiteral("part"), toText(options.part));
    json.insert(QStringLiteral("unreadable"), result.unusable);
    json.insert(QStringLiteral("unknown_class"), result.unknown);
    json.insert(QStringLiteral("precision"), classifier->precision());
    if (result.unknown > 0)
        message(Cli::tr("%1 have labels that the model does not know.").arg(photoCountText(result.unknown)));
    output.result(json, evaluationText(result.evaluation, classes));
    return exitDone;
}

} // namespace

void addPredictCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<PredictOptions>();
    CLI::App* command = addCommand(
        app, invocation, "predict",
        Cli::tr("Say what photos show: a catalog's, where it is kept beside people's decisions and never\n"
                "touches them, or any files. Photos that the model has seen are not looked at again."));
    command
        ->add_option("--model", options->model,
                     Cli::tr("A model's file, or its name in the catalog").toStdString())
        ->required()
        ->type_name("M");
    command->add_option("--catalog", options->catalog, Cli::tr("Predict this catalog's photos").toStdString())
        ->type_name("FILE");
    command->add_option("FILE", options->files, Cli::tr("Photos").toStdString());
    command->add_flag("--flip", options->alsoMirrored,
                      Cli::tr("Look at mirror images too: twice the work, a little better").toStdString());
    options->engine.addTo(*command, true);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runPredict(*options, output);
        };
    });
}

void addEvaluateCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<EvaluateOptions>();
    CLI::App* command =
        addCommand(app, invocation, "evaluate",
                   Cli::tr("Measure a model on one part of the catalog's split, by today's labels."));
    addCatalogOption(*command, *options);
    command
        ->add_option("--model", options->model,
                     Cli::tr("A model's file, or its name in the catalog").toStdString())
        ->required()
        ->type_name("M");
    command->add_option("--part", options->part, Cli::tr("Which photos (default: valid)").toStdString())
        ->check(CLI::IsMember({"train", "valid", "test"}));
    command->add_flag("--flip", options->alsoMirrored, Cli::tr("Look at mirror images too").toStdString());
    options->engine.addTo(*command, true);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runEvaluate(*options, output);
        };
    });
}

} // namespace creel
