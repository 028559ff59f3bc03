#include "models/networks/open_network.h"

#include "core/learning/learning_text.h"

#include <map>

namespace creel {

Result<std::shared_ptr<Network>> makeBody(const QString& backbone)
{
    if (auto network = makeNetwork(backbone.toStdString(), 1))
        return network;
    return fail(
        ErrorCode::BadInput,
        LearningText::tr("There is no backbone named %1. Take resnet18, resnet34, resnet50 or mobilenet_v2.")
            .arg(backbone));
}

Result<void> loadBody(Network& network, const QString& path)
{
    CREEL_ASSIGN(const WeightFile file, readWeightFile(path));
    return loadState(network, file, LoadPart::Body, path);
}

Result<std::shared_ptr<Network>> openNetwork(const BodyChoice& choice)
{
    torch::manual_seed(choice.seed);
    CREEL_ASSIGN(std::shared_ptr<Network> network, makeBody(choice.backbone));
    if (!choice.weightsFile.isEmpty())
        CREEL_TRY(loadBody(*network, choice.weightsFile));
    return network;
}

void copyState(const std::vector<std::pair<std::string, torch::Tensor>>& from,
               const std::vector<std::pair<std::string, torch::Tensor>>& to)
{
    const torch::NoGradGuard noGradients;
    const std::map<std::string, torch::Tensor> given(from.begin(), from.end());
    for (auto [name, tensor] : to)
        if (const auto found = given.find(name); found != given.end())
            tensor.copy_(found->second);
}

} // namespace creel
