#pragma once

#include "core/serve/model_server.h"

#include <QTemporaryDir>

namespace creel::test {

/// Bytes of a JPEG in the colour that stands for the class in the models below: 0 brown, 1 bull, 2 rainbow.
QByteArray troutPhoto(int label, QSize size = QSize(64, 48));

/// A model file of the fake engine that tells the three colours apart. `classes` names them.
void writeTroutModel(const QString& file, const QString& name = QStringLiteral("trout"),
                     const QStringList& classes = {QStringLiteral("brown_trout"),
                                                   QStringLiteral("bull_trout"),
                                                   QStringLiteral("rainbow_trout")});

/// Makes a catalog of drawn photos in the colours of the models' classes, `each` of every class in a folder
/// of the class's name beside it, all labelled by their folders; photo 1 is the first brown one.
void writeTroutCatalog(const QString& catalog, int each);
/// Shows the catalog's photos to the model, as `creel embed` does.
void embedTroutCatalog(const QString& catalog, const QString& model);

/// Gives the server such a catalog beside its model, for corrections and similar photos.
void serveTroutCatalog(ServeOptions& options, int each = 2);

/// The server with the fake engine and such a model, on a free port of this machine.
class TroutServer
{
public:
    /// `prepare` may change what the server gets.
    explicit TroutServer(const std::function<void(ServeOptions&)>& prepare = {}, EngineFactory engine = {});

    bool isStarted() const { return m_isStarted; }
    ModelServer& server() { return *m_server; }
    quint16 port() const { return m_port; }
    QString modelFile() const { return m_folder.filePath(QStringLiteral("trout.safetensors")); }
    QString file(const QString& name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ModelServer> m_server;
    quint16 m_port = 0;
    bool m_isStarted = false;
};

} // namespace creel::test
