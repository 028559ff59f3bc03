#include "models/training/stage_run.h"

#include "core/learning/learning_text.h"
#include "models/networks/open_network.h"

#include <algorithm>

namespace creel {

namespace {

/// Decoding is quicker than the network; what waits for it lies outside the memory budget.
constexpr size_t mostDecodedAhead = 3 * shownAtOnce;

/// Numbers that keep the draws of different purposes apart.
enum Purpose : quint64
{
    OrderDraw = 1,
    PhotoDraw,
    MixDraw,
    DropoutDraw
};

tl::unexpected<Error> stopped()
{
    return fail(ErrorCode::Cancelled, LearningText::tr("The training was stopped."));
}

std::vector<int> labelsOf(const PhotoCache& photos)
{
    std::vector<int> labels(photos.size());
    for (size_t i = 0; i < photos.size(); ++i)
        labels[i] = photos.at(i).label;
    return labels;
}

std::vector<size_t> inOrder(size_t count)
{
    std::vector<size_t> order(count);
    for (size_t i = 0; i < count; ++i)
        order[i] = i;
    return order;
}

void appendTo(std::vector<float>& numbers, const torch::Tensor& tensor)
{
    const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    numbers.insert(numbers.end(), plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
}

} // namespace

Result<void> checkRequest(const TrainRequest& request)
{
    const auto classes = request.info.classes.size();
    if (classes < 2)
        return fail(ErrorCode::BadInput, LearningText::tr("Training needs photos of at least two classes."));
    if (request.train.size() < 2)
        return fail(ErrorCode::BadInput, LearningText::tr("Training needs at least two photos."));
    if (std::ranges::none_of(request.recipe.stages, [](const Stage& stage) { return stage.epochs > 0; }))
        return fail(ErrorCode::BadInput, LearningText::tr("The recipe has no stage with an epoch."));
    for (const auto* part : {&request.train, &request.valid, &request.test})
        for (const LabelledPhoto& photo : *part)
            if (photo.label < 0 || photo.label >= classes)
                return fail(
                    ErrorCode::BadInput,
                    LearningText::tr("%1 has a class that the model has not.").arg(displayPath(photo.file)));
    return {};
}

Result<ClassifierNet> openClassifier(const TrainRequest& request, const Compute& compute)
{
    ClassifierNet net;
    CREEL_ASSIGN(net.body, openNetwork(request.body));
    torch::manual_seed(Draw{request.recipe.seed}());
    net.head = makeHead(request.recipe, *net.body, request.info.classes.size());
    net.body->to(compute.device);
    net.head->to(compute.device);
    useChannelsLast(*net.body);
    return net;
}

std::unique_ptr<TorchBody> predictorOf(const ClassifierNet& net, const BodyChoice& body, int side,
                                       const Compute& compute)
{
    auto copy = makeNetwork(body.backbone.toStdString(), 1);
    copyState(bodyStateOf(*net.body), bodyStateOf(*copy));
    return std::make_unique<TorchBody>(std::move(copy), EvalPreset{side, body.normalization, false}, compute);
}

Result<Answers> answer(const TorchBody& body, Head& head, PhotoCache& photos,
                       const Normalization& normalization, int batchSize, const CancelToken& cancel)
{
    Answers answers;
    if (photos.size() == 0)
        return answers;
    const torch::NoGradGuard noGradients;
    head.eval();
    PhotoBatches batches(photos, inOrder(photos.size()), batchSize, sameSquare, normalization);
    while (const auto batch = batches.next()) {
        if (cancel.isCancelled())
            return stopped();
        if (batch->target.numel() == 0)
            continue;
        appendTo(answers.logits, head.forward(body.features(batch->input)));
        const int64_t* labels = batch->target.data_ptr<int64_t>();
        answers.truth.insert(answers.truth.end(), labels, labels + batch->target.numel());
    }
    return answers;
}

StageRun::StageRun(const TrainRequest& request, int stage, const ClassifierNet& net, bool bodyIsTrained,
                   const Compute& compute, MemoryBudget& budget, std::function<void(int64_t)> onShrink)
    : m_request(request)
    , m_index(stage)
    , m_stage(request.recipe.stages[size_t(stage)])
    , m_net(net)
    , m_compute(compute)
    , m_features(bodyIsTrained ? nullptr : request.features)
    , m_train(request.train, m_stage.side, budget, PhotoCache::Keeps::ToVary)
    , m_valid(request.valid, m_stage.side, budget, PhotoCache::Keeps::AsPredicted)
    , m_learner(net, request.recipe, m_stage, compute, std::move(onShrink))
{
    if (!m_stage.trainsBody)
        m_body = predictorOf(net, request.body, m_stage.side, compute);
}

bool StageRun::usesTable() const
{
    return !m_stage.trainsBody && m_request.recipe.augmentation != Augmentation::Default;
}

Result<void> StageRun::prepare(const CancelToken& cancel, const OnShown& onShown)
{
    if (m_stage.trainsBody)
        return {};
    const qint64 all = qint64(m_valid.size()) + (usesTable() ? qint64(m_train.size()) : 0);
    qint64 done = 0;
    const auto count = [&](qint64 photos) {
        onShown(done += photos, all);
    };
    CREEL_ASSIGN(m_validTable, featuresOf(m_valid, false, cancel, count));
    if (usesTable()) {
        const bool mirrors = m_request.recipe.augmentation == Augmentation::Flip;
        CREEL_ASSIGN(m_trainTable, featuresOf(m_train, mirrors, cancel, count));
    }
    return {};
}

Result<FeatureTable> StageRun::featuresOf(PhotoCache& photos, bool alsoMirrored, const CancelToken& cancel,
                                          const std::function<void(qint64)>& onShown)
{
    CREEL_ASSIGN(const std::vector<Features> rows, showAll(photos, alsoMirrored, cancel, onShown));
    FeatureTable table;
    std::vector<float> numbers, mirrored;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].plain.empty())
            continue;
        table.labels.push_back(photos.at(i).label);
        numbers.insert(numbers.end(), rows[i].plain.begin(), rows[i].plain.end());
        mirrored.insert(mirrored.end(), rows[i].mirrored.begin(), rows[i].mirrored.end());
    }
    const auto toTensor = [&](const std::vector<float>& flat) {
        return torch::tensor(flat, torch::kFloat32)
            .reshape({int64_t(table.labels.size()), 2 * int64_t(m_net.body->featureCount())})
            .to(m_compute.device);
    };
    table.features = toTensor(numbers);
    if (alsoMirrored)
        table.mirrored = toTensor(mirrored);
    return table;
}

/// What the request's cache has of a photo; nothing unless it is all that is wanted.
StageRun::Features StageRun::recall(const LabelledPhoto& photo, bool alsoMirrored)
{
    if (!m_features)
        return Features();
    const auto width = size_t(2 * m_net.body->featureCount());
    Features known;
    known.plain = m_features->find(photo.hash, m_stage.side, false);
    if (alsoMirrored)
        known.mirrored = m_features->find(photo.hash, m_stage.side, true);
    const bool isWhole = known.plain.size() == width && (!alsoMirrored || known.mirrored.size() == width);
    return isWhole ? known : Features();
}

/// For every photo its features; empty ones where it is unreadable.
Result<std::vector<StageRun::Features>> StageRun::showAll(PhotoCache& photos, bool alsoMirrored,
                                                          const CancelToken& cancel,
                                                          const std::function<void(qint64)>& onShown)
{
    std::vector<Features> rows(photos.size());
    OrderedWorkers<Square> workers;
    const EvalPreset preset{m_stage.side, m_request.body.normalization, false};
    const auto showSome = [&] {
        std::vector<Square> some;
        while (!workers.isEmpty() && some.size() < shownAtOnce)
            some.push_back(workers.takeNext());
        onShown(qint64(some.size()));
        show(photos, some, alsoMirrored, rows);
    };
    for (size_t i = 0; i < photos.size(); ++i) {
        if (cancel.isCancelled())
            return stopped();
        rows[i] = recall(photos.at(i), alsoMirrored);
        if (!rows[i].plain.empty()) {
            onShown(1);
            continue;
        }
        if (workers.size() >= mostDecodedAhead)
            showSome();
        workers.add([&photos, i, preset] {
            const QImage photo = photos.decode(i);
            return Square{i, photo.isNull() ? cv::Mat() : preset.square(photo)};
        });
    }
    while (!workers.isEmpty()) {
        if (cancel.isCancelled())
            return stopped();
        showSome();
    }
    return rows;
}

void StageRun::show(const PhotoCache& photos, std::vector<Square>& some, bool alsoMirrored,
                    std::vector<Features>& rows)
{
    std::erase_if(some, [](const Square& square) { return square.pixels.empty(); });
    if (some.empty())
        return;
    std::vector<cv::Mat> squares;
    for (const Square& square : some)
        squares.push_back(square.pixels);
    const torch::Tensor images = toBatch(squares, m_request.body.normalization);
    for (const bool mirrored : {false, true}) {
        if (mirrored && !alsoMirrored)
            break;
        std::vector<float> numbers;
        appendTo(numbers, m_body->features(mirrored ? images.flip(3) : images));
        const size_t width = numbers.size() / some.size();
        for (size_t i = 0; i < some.size(); ++i) {
            const auto row = std::span(numbers).subspan(i * width, width);
            (mirrored ? rows[some[i].index].mirrored : rows[some[i].index].plain)
                .assign(row.begin(), row.end());
            if (m_features)
                m_features->keep(photos.at(some[i].index).hash, m_stage.side, mirrored, row);
        }
    }
}

std::unique_ptr<BatchSource> StageRun::trainBatches(int epoch)
{
    const Recipe& recipe = m_request.recipe;
    const auto draw = [&](Purpose purpose) {
        return Draw{recipe.seed, purpose, quint64(m_index), quint64(epoch)};
    };
    torch::manual_seed(draw(DropoutDraw)());
    if (usesTable())
        return std::make_unique<TableBatches>(
            m_trainTable, epochOrder(m_trainTable.labels, recipe.balancesClasses, draw(OrderDraw)),
            recipe.batchSize, draw(PhotoDraw));
    const TrainPreset preset{m_stage.side, recipe.augmentation};
    const auto square = [preset, seed = draw(PhotoDraw)()](const QImage& photo, size_t index) {
        Draw each{seed, index};
        return preset.square(photo, each);
    };
    auto photos = std::make_unique<PhotoBatches>(
        m_train, epochOrder(labelsOf(m_train), recipe.balancesClasses, draw(OrderDraw)), recipe.batchSize,
        square, m_request.body.normalization);
    if (m_stage.trainsBody)
        return photos;
    return std::make_unique<FrozenBatches>(std::move(photos), *m_body);
}

double StageRun::learn(const Batch& batch, const Pace& pace, int epoch, int step)
{
    return m_learner.learn(
        batch, pace, Draw{m_request.recipe.seed, MixDraw, quint64(m_index), quint64(epoch), quint64(step)});
}

Result<Answers> StageRun::answerValid(const CancelToken& cancel)
{
    if (m_stage.trainsBody) {
        const auto body = predictorOf(m_net, m_request.body, m_stage.side, m_compute);
        return answer(*body, *m_net.head, m_valid, m_request.body.normalization, shownAtOnce, cancel);
    }
    Answers answers;
    if (m_validTable.labels.empty())
        return answers;
    const torch::NoGradGuard noGradients;
    m_net.head->eval();
    appendTo(answers.logits, m_net.head->forward(m_validTable.features));
    answers.truth = m_validTable.labels;
    return answers;
}

} // namespace creel
