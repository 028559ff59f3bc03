#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace creel {

class FactList;
class MessageLine;
class QrCodeView;
class Sharer;

/// How the server is doing: its address to read, copy, open and scan, and what it has answered. While it does
/// not run, what it is for.
class ServerView : public QWidget
{
    Q_OBJECT

public:
    ServerView(Sharer& sharer, QWidget* parent);

    /// Whether there is a model that could be served.
    void setHasModel(bool hasModel);
    /// Whether the model is being shown the catalog's photos, which need not be asked for again then.
    void setIsEmbedding(bool isEmbedding);

    /// What happens, or what is wrong.
    QString message() const;
    /// The address that is shown and in the QR code; empty while it does not run.
    QString address() const;
    QrCodeView& qrCode() { return *m_code; }
    FactList& figures() { return *m_figures; }
    QComboBox& networks() { return *m_networks; }

Q_SIGNALS:
    void trainRequested();
    /// The photos of the catalog should be shown to the model that is served.
    void embedRequested();

private:
    enum class Pane
    {
        NoModel,
        Stopped,
        Serving
    };

    QWidget* makeNoModel();
    QWidget* makeStopped();
    QWidget* makeServing();
    QWidget* makeAddress();
    QWidget* makeComparing();
    void showState();
    void showNetworks();
    void showAddress();
    void showFigures();
    /// With the key, where one is wanted: for a browser.
    QString linkTo(const QString& url) const;

    Sharer& m_sharer;
    bool m_hasModel = false;
    MessageLine* m_message;
    QStackedWidget* m_panes;
    QrCodeView* m_code = nullptr;
    QComboBox* m_networks = nullptr;
    QLabel* m_address = nullptr;
    QLabel* m_hint = nullptr;
    FactList* m_key = nullptr;
    QWidget* m_comparing = nullptr;
    QPushButton* m_look = nullptr;
    FactList* m_figures = nullptr;
    FactList* m_calls = nullptr;
};

} // namespace creel
