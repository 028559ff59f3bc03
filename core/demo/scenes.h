#pragma once

#include "core/demo/paint.h"

#include <QString>

#include <array>

namespace creel::demo {

/// Where a fish was photographed.
enum class Scene
{
    Stones,
    Underwater,
    Grass,
    Hand,
    Net,
    Deck
};

inline constexpr std::array allScenes{Scene::Stones, Scene::Underwater, Scene::Grass,
                                      Scene::Hand,   Scene::Net,        Scene::Deck};

QString sceneName(Scene scene);

/// The place without the fish, CV_32FC3.
cv::Mat paintScene(Scene scene, cv::Size size, cv::RNG& random);
/// A river valley with nothing to label in it.
cv::Mat paintRiver(cv::Size size, cv::RNG& random);
/// An open box of lures, floats and spools.
cv::Mat paintTackleBox(cv::Size size, cv::RNG& random);

} // namespace creel::demo
