#include "models/training/calibration.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace creel {

namespace {

/// Mean cross-entropy in nats; convex in 1/temperature.
double lossAt(double inverseTemperature, std::span<const float> logits, std::span<const int> truth,
              int classes)
{
    double sum = 0;
    for (size_t row = 0; row < truth.size(); ++row) {
        const std::span<const float> each = logits.subspan(row * size_t(classes), size_t(classes));
        const double highest = *std::ranges::max_element(each);
        double total = 0;
        for (const float logit : each)
            total += std::exp((double(logit) - highest) * inverseTemperature);
        sum += std::log(total) - (double(each[size_t(truth[row])]) - highest) * inverseTemperature;
    }
    return sum / double(truth.size());
}

struct Judged
{
    double confidence = 0;
    bool isRight = false;
};

std::vector<Judged> judge(std::span<const float> probabilities, std::span<const int> truth, int classes)
{
    std::vector<Judged> judged;
    for (size_t row = 0; row < truth.size(); ++row) {
        const std::span<const float> each = probabilities.subspan(row * size_t(classes), size_t(classes));
        const auto best = std::ranges::max_element(each);
        judged.push_back({double(*best), best - each.begin() == truth[row]});
    }
    return judged;
}

} // namespace

std::vector<float> softmax(std::span<const float> logits, int classes, double temperature)
{
    std::vector<float> probabilities(logits.size());
    for (size_t first = 0; first < logits.size(); first += size_t(classes)) {
        const std::span<const float> each = logits.subspan(first, size_t(classes));
        const double highest = *std::ranges::max_element(each);
        double total = 0;
        for (const float logit : each)
            total += std::exp((double(logit) - highest) / temperature);
        for (size_t i = 0; i < each.size(); ++i)
            probabilities[first + i] = float(std::exp((double(each[i]) - highest) / temperature) / total);
    }
    return probabilities;
}

double fitTemperature(std::span<const float> logits, std::span<const int> truth, int classes)
{
    if (truth.empty())
        return 1;
    // Golden section search over 1/temperature on a logarithmic scale.
    constexpr double golden = 0.6180339887498949;
    double low = std::log(0.05), high = std::log(20.0);
    const auto loss = [&](double logarithm) {
        return lossAt(std::exp(logarithm), logits, truth, classes);
    };
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double lossLeft = loss(left), lossRight = loss(right);
    while (high - low > 1e-4) {
        if (lossLeft < lossRight) {
            high = std::exchange(right, left);
            lossRight = lossLeft;
            left = high - golden * (high - low);
            lossLeft = loss(left);
        } else {
            low = std::exchange(left, right);
            lossLeft = lossRight;
            right = low + golden * (high - low);
            lossRight = loss(right);
        }
    }
    return std::exp(-(low + high) / 2);
}

double chooseAbstainBelow(std::span<const float> probabilities, std::span<const int> truth, int classes)
{
    std::vector<Judged> judged = judge(probabilities, truth, classes);
    const auto wrong = [](std::span<const Judged> part) {
        return double(std::ranges::count(part, false, &Judged::isRight));
    };
    const double mostErrors = judged.empty() ? 0 : wrong(judged) / double(judged.size()) / 2;
    std::ranges::sort(judged, {}, &Judged::confidence);
    const size_t fewest = std::max<size_t>(10, judged.size() / 10);
    if (mostErrors <= 0)
        return 0;
    double errors = wrong(judged);
    for (size_t first = 0; first + fewest <= judged.size(); ++first) {
        if (errors / double(judged.size() - first) <= mostErrors)
            return judged[first].confidence;
        errors -= judged[first].isRight ? 0 : 1;
    }
    return 0;
}

} // namespace creel
