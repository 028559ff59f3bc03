#include "core/exchange/yolo.h"

#include <yaml-cpp/yaml.h>

namespace creel {

namespace {

constexpr int mostClasses = 100'000;

QString textOf(const YAML::Node& node)
{
    return node.IsScalar() ? checkedClassName(QString::fromStdString(node.Scalar())) : QString();
}

/// A list of names, or a map from number to name.
QStringList namesOf(const YAML::Node& node)
{
    QStringList names;
    if (node.IsSequence()) {
        for (const YAML::Node& name : node)
            names.append(textOf(name));
    } else if (node.IsMap()) {
        for (const auto& entry : node) {
            const int number = entry.first.as<int>(-1);
            if (number < 0 || number >= mostClasses)
                continue;
            while (names.size() <= number)
                names.append(QString());
            names[number] = textOf(entry.second);
        }
    }
    return names;
}

/// Datasets from the web say "../train/images" where they mean "train/images"; ultralytics allows for it too.
BytePath cleaned(BytePath folder)
{
    while (folder.startsWith("./") || folder.startsWith("../"))
        folder.remove(0, folder.indexOf('/') + 1);
    while (folder.endsWith('/'))
        folder.chop(1);
    return folder;
}

} // namespace

Result<YoloConfig> parseYoloConfig(const QByteArray& yaml, const BytePath& file)
{
    const auto refuse = [&](const QString& detail) {
        return fail(ErrorCode::BadInput,
                    ExchangeText::tr("%1 gives no class names: %2").arg(displayPath(file), detail));
    };
    try {
        const YAML::Node root = YAML::Load(yaml.toStdString());
        if (!root.IsMap() || !root["names"])
            return refuse(ExchangeText::tr("it has no entry “names”."));
        YoloConfig config;
        config.names = namesOf(root["names"]);
        if (config.names.isEmpty())
            return refuse(ExchangeText::tr("its entry “names” is empty."));
        for (const char* key : {"train", "val", "test"}) {
            const YAML::Node folder = root[key];
            if (folder && folder.IsScalar())
                config.folders.append({cleaned(QByteArray::fromStdString(folder.Scalar())),
                                       datasetPartFromName(QString::fromLatin1(key))});
        }
        return config;
    } catch (const YAML::Exception& error) {
        return refuse(QString::fromUtf8(error.what()));
    }
}

} // namespace creel
