#include "core/catalog/model_store.h"
#include "core/serve/feedback_box.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"
#include "tests/support/gated_engine.h"
#include "tests/support/http_client.h"
#include "tests/support/own_settings.h"
#include "tests/support/trout_server.h"
#include "tests/ui/share_window.h"
#include "ui/exchange/export_dialog.h"
#include "ui/main_window.h"
#include "ui/panels/fact_list.h"
#include "ui/share/qr_code_view.h"
#include "ui/share/server_form.h"
#include "ui/share/server_view.h"
#include "ui/share/serving_sign.h"
#include "ui/share/share_page.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTcpServer>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// The page Share by its own buttons and keys, with a server that really answers and an engine that tells
/// colours apart.
class SharePageTest : public QObject, private ShareWindow
{
    Q_OBJECT

public Q_SLOTS:
    void browse(const QUrl& url) { m_browsed = url; } // instead of a browser

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void pageIsReachedByItsKey();
    void withoutAModelSaysWhatItIsForAndLeadsToTraining();
    void servesTheCurrentModelAtTheAddressShown();
    void theNetworksAddressIsInTheCode();
    void aPhoneReadsTheCodeInBothThemes();
    void wantsTheKeyThatTheCodeBrings();
    void correctionsAppearInTheOpenCatalog();
    void takesNoCorrectionsUnlessTold();
    void similarPhotosAreShownOnceTheModelHasSeenThem();
    void aTakenPortIsSaidInPlace();
    void whatIsMissingIsSaidInPlace();
    void closingTheCatalogStopsIt();
    void closingTheWindowAnswersWhatIsUnderWay();
    void stoppingBeforeItHasStartedStopsIt();
    void theTopBarSaysThatItRuns();
    void choicesAreRememberedByTheCatalog();
    void exportsFromHere();
    void everyControlHasANameAndATip();

private:
    QString modelFile() const { return m_folder->filePath(QStringLiteral("trout.safetensors")); }
    /// The system picks a port that is free, which nobody can take in between.
    void chooseAnyPort();
    bool serve();
    quint16 port() const { return quint16(QUrl(sharer().ownUrl()).port()); }

    Sharer& sharer() const { return m_window->sharer(); }
    template<class Widget>
    Widget* named(const char* name)
    {
        for (Widget* widget : m_window->findChildren<Widget*>()) {
            if (widget->accessibleName() == QLatin1String(name))
                return widget;
        }
        qFatal("there is no control named %s", name);
    }
    QPushButton* button(const QString& text)
    {
        for (auto* button : page().findChildren<QPushButton*>()) {
            if (button->text().remove(QLatin1Char('&')) == text)
                return button;
        }
        qFatal("there is no button %s", qPrintable(text));
    }

    QUrl m_browsed;
};

namespace {

QByteArray predictRequest(int label)
{
    return formRequest("/api/predict", {{"image", troutPhoto(label), "x.jpg"}});
}

/// What ZBar reads in a picture of a code; nothing where it is not installed (Debian: zbar-tools).
std::optional<QByteArray> decoded(const QImage& picture, const QString& file)
{
    picture.save(file);
    QProcess zbar;
    zbar.start(QStringLiteral("zbarimg"),
               {QStringLiteral("--raw"), QStringLiteral("--quiet"), QStringLiteral("--nodbus"), file});
    if (!zbar.waitForStarted())
        return std::nullopt;
    zbar.waitForFinished(120'000);
    return zbar.readAllStandardOutput().trimmed();
}

/// The modules in the middle of a picture, looked up at their centres.
QImage modulesIn(const QImage& picture, int modules)
{
    const double side =
        double(std::min(picture.width(), picture.height())) / (modules + 2 * QrCodeView::quietModules);
    const int module = int(side);
    const QPoint corner((picture.width() - module * modules) / 2, (picture.height() - module * modules) / 2);
    QImage found(modules, modules, QImage::Format_Grayscale8);
    for (int y = 0; y < modules; ++y)
        for (int x = 0; x < modules; ++x)
            found.setPixelColor(
                x, y, picture.pixelColor(corner + QPoint(x, y) * module + QPoint(module, module) / 2));
    return found;
}

} // namespace

void SharePageTest::initTestCase()
{
    useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void SharePageTest::init()
{
    prepare();
}

void SharePageTest::cleanup()
{
    close();
}

void SharePageTest::chooseAnyPort()
{
    auto* port = named<QSpinBox>("Port");
    port->setMinimum(0);
    port->setValue(0);
}

bool SharePageTest::serve()
{
    if (!QTest::qWaitFor([this] { return page().serveButton()->isEnabled(); }, patienceMs))
        return false;
    chooseAnyPort();
    QTest::mouseClick(page().serveButton(), Qt::LeftButton);
    const auto isSettled = [this] {
        return sharer().state() == Sharer::State::Serving ||
               (sharer().state() == Sharer::State::Stopped && !sharer().problem().isEmpty());
    };
    return QTest::qWaitFor(isSettled, 60'000) && sharer().state() == Sharer::State::Serving;
}

void SharePageTest::pageIsReachedByItsKey()
{
    openWindow();
    m_window->showPage(MainWindow::Page::Curate);
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::AltModifier);
    QCOMPARE(m_window->page(), MainWindow::Page::Share);
    QVERIFY(page().isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(m_window->page(), MainWindow::Page::Curate);
}

void SharePageTest::withoutAModelSaysWhatItIsForAndLeadsToTraining()
{
    openWindow();
    QVERIFY(!page().serveButton()->isEnabled());
    QVERIFY(button(QStringLiteral("Train a model"))->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier); // does no harm
    QCOMPARE(sharer().state(), Sharer::State::Stopped);
    QTest::mouseClick(button(QStringLiteral("Train a model")), Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::Page::Train);
}

void SharePageTest::servesTheCurrentModelAtTheAddressShown()
{
    addModel(QStringLiteral("old"));
    addModel(QStringLiteral("new"));
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().form().model(), patienceMs);
    QCOMPARE(page().form().model()->name, QStringLiteral("new"));
    QVERIFY(serve());
    QCOMPARE(page().view().address(), QStringLiteral("http://127.0.0.1:%1").arg(port()));
    QVERIFY(page().view().message().contains(QStringLiteral("new")));
    QVERIFY(page().view().qrCode().isHidden()); // no phone could open that
    QVERIFY(!page().form().isEnabled());
    QCOMPARE(ask(port(), getRequest("/api/classes")).body,
             QByteArray(R"(["brown_trout","bull_trout","rainbow_trout"])"));
    for (int i = 0; i < 2; ++i)
        QCOMPARE(ask(port(), predictRequest(2)).body,
                 QByteArray(R"({"class":"rainbow_trout","success":true})"));
    QCOMPARE(ask(port(), getRequest("/nowhere")).status, 404);
    QTRY_COMPARE_WITH_TIMEOUT(page().view().figures().value(QStringLiteral("Photos")), QStringLiteral("2"),
                              patienceMs);
    QCOMPARE(page().view().figures().value(QStringLiteral("Requests")), QStringLiteral("4"));
    QVERIFY(page().view().figures().value(QStringLiteral("Errors")).startsWith(QStringLiteral("1 refused")));

    QTest::mouseClick(button(QStringLiteral("Copy address")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), page().view().address());
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(sharer().state(), Sharer::State::Stopped, patienceMs);
    QCOMPARE(ask(port(), getRequest("/api/classes")).status, -1);
    QVERIFY(page().view().address().isEmpty());
    QVERIFY(page().form().isEnabled());
    QVERIFY(serve()); // and again
    QCOMPARE(ask(port(), getRequest("/healthz")).status, 200);
}

void SharePageTest::theNetworksAddressIsInTheCode()
{
    addModel();
    openWindow();
    named<QRadioButton>("Reach: phones on this network")->setChecked(true);
    const QString risk = named<QLabel>("Who can reach it")->text();
    QVERIFY2(risk.contains(QStringLiteral("Everybody on this network")), qPrintable(risk));
    QVERIFY2(risk.contains(QStringLiteral("send corrections")), qPrintable(risk));
    QVERIFY(serve());
    QCOMPARE(ask(port(), getRequest("/healthz")).status, 200);
    const QList<LanAddress> addresses = lanAddresses();
    if (addresses.isEmpty()) {
        QVERIFY(page().view().qrCode().isHidden());
        QSKIP("this machine is in no network");
    }
    const QString expected = QStringLiteral("http://%1:%2").arg(addresses.first().address).arg(port());
    QCOMPARE(page().view().address(), expected);
    QVERIFY(page().view().qrCode().isVisible());
    QCOMPARE(page().view().qrCode().text(), expected);
    QVERIFY(page().view().qrCode().accessibleName().contains(expected));
    QCOMPARE(page().view().networks().count(), addresses.size());
    QCOMPARE(page().view().networks().isVisible(), addresses.size() > 1);
}

void SharePageTest::aPhoneReadsTheCodeInBothThemes()
{
    const QString text = QStringLiteral("http://192.168.178.42:8080/#key=k7fm-2xqd-9hpw");
    const QImage code = qrCode(text);
    QVERIFY(!code.isNull());
    bool isDecoded = true;
    for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::apply(*qApp, mode);
        for (const QSize size : {QSize(240, 240), QSize(197, 231)}) {
            QrCodeView view(nullptr);
            view.resize(size);
            view.setText(text, text);
            const QImage picture = view.grab().toImage();
            QCOMPARE(picture.pixelColor(0, 0), QColor(Qt::white));
            QCOMPARE(modulesIn(picture, code.width()), code);
            const auto read = decoded(picture, m_folder->filePath(QStringLiteral("code.png")));
            isDecoded &= read.has_value();
            if (read)
                QCOMPARE(*read, text.toUtf8());
        }
    }
    QVERIFY(qrCode({}).isNull());
    QVERIFY(qrCode(QString(5'000, QLatin1Char('x'))).isNull());
    if (!isDecoded)
        QSKIP("zbarimg is missing: the modules alone were compared");
}

void SharePageTest::wantsTheKeyThatTheCodeBrings()
{
    addModel();
    openWindow();
    named<QRadioButton>("Reach: phones on this network")->setChecked(true);
    named<QCheckBox>("Ask for a key")->setChecked(true);
    QVERIFY(serve());
    QCOMPARE(ask(port(), getRequest("/api/classes")).status, 401);
    QTest::mouseClick(button(QStringLiteral("Copy address")), Qt::LeftButton);
    const QString link = QGuiApplication::clipboard()->text();
    const QByteArray key = link.section(QStringLiteral("/#key="), 1).toLatin1();
    QCOMPARE(key.size(), 14);
    QCOMPARE(ask(port(), getRequest("/api/classes", "X-API-Key: " + key + "\r\n")).status, 200);
    if (page().view().qrCode().isVisible())
        QCOMPARE(page().view().qrCode().text(), link);
    QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "browse");
    QTest::mouseClick(button(QStringLiteral("Open in browser")), Qt::LeftButton);
    QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
    QCOMPARE(m_browsed, QUrl(sharer().ownUrl() + QStringLiteral("/#key=") + QString::fromLatin1(key)));
    QVERIFY(drawKey() != drawKey());
}

void SharePageTest::correctionsAppearInTheOpenCatalog()
{
    addModel();
    openWindow();
    QVERIFY(serve());
    const QByteArray correction = formRequest(
        "/api/v1/feedback",
        {{"image", troutPhoto(1, {320, 240}), "x.jpg"}, {"label", "bull_trout"}, {"consent", "yes"}});
    QCOMPARE(ask(port(), correction).status, 201);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->counts().total, 7, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(page().view().figures().value(QStringLiteral("Corrections")),
                              QStringLiteral("1"), patienceMs);
    int unlabelled = 0; // it is for a person to say what it shows
    for (PhotoIndex::Row row = 0; row < m_desk->index()->size(); ++row)
        unlabelled += !m_desk->index()->label(row).isValid() &&
                      m_desk->index()->review(row).state == ReviewState::Unreviewed;
    QCOMPARE(unlabelled, 1);
}

void SharePageTest::takesNoCorrectionsUnlessTold()
{
    addModel();
    openWindow();
    named<QCheckBox>("Take corrections into this catalog")->setChecked(false);
    QVERIFY(serve());
    QCOMPARE(ask(port(), getRequest("/api/v1/feedback")).status, 404);
    QVERIFY(!QFileInfo::exists(FeedbackBox::folderOf(catalogFile())));
    QCOMPARE(ask(port(), formRequest("/api/v1/similar", {{"image", troutPhoto(0), "x.jpg"}})).status, 404);
}

void SharePageTest::similarPhotosAreShownOnceTheModelHasSeenThem()
{
    addModel();
    openWindow();
    named<QCheckBox>("Show similar photos of this catalog")->setChecked(true);
    QVERIFY(serve());
    QPushButton* look = button(QStringLiteral("Let it look at them"));
    QTRY_VERIFY_WITH_TIMEOUT(look->isVisible(), patienceMs);
    QTest::mouseClick(look, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!look->isVisible(), 60'000);
    const HttpReply reply = ask(port(), formRequest("/api/v1/similar", {{"image", troutPhoto(0), "x.jpg"}}));
    QVERIFY2(reply.status == 200 && reply.body.contains("brown_trout"), reply.text());
}

void SharePageTest::aTakenPortIsSaidInPlace()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    addModel();
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().serveButton()->isEnabled(), patienceMs);
    named<QSpinBox>("Port")->setValue(other.serverPort());
    QTest::mouseClick(page().serveButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!sharer().problem().isEmpty() && sharer().state() == Sharer::State::Stopped,
                             patienceMs);
    QVERIFY2(page().view().message().contains(QStringLiteral("Port %1 is taken").arg(other.serverPort())),
             qPrintable(page().view().message()));
    QVERIFY(page().form().isEnabled());
    QVERIFY(serve()); // on another
    QVERIFY(!page().view().message().contains(QStringLiteral("taken")));
}

void SharePageTest::whatIsMissingIsSaidInPlace()
{
    addModel();
    openWindow([]() -> Result<std::unique_ptr<Engine>> {
        return fail(ErrorCode::NotFound, QStringLiteral("No engine here. Install libtorch-dev."));
    });
    QVERIFY(!serve());
    QCOMPARE(sharer().state(), Sharer::State::Stopped);
    QVERIFY(page().view().message().contains(QStringLiteral("Install libtorch-dev")));

    openWindow();
    QVERIFY(QFile::remove(modelFile()));
    QVERIFY(!serve());
    QVERIFY2(page().view().message().contains(QStringLiteral("trout.safetensors")),
             qPrintable(page().view().message()));
}

void SharePageTest::closingTheCatalogStopsIt()
{
    addModel();
    writeTroutCatalog(m_folder->filePath(QStringLiteral("other/other.creel")), 1);
    openWindow();
    QVERIFY(serve());
    const quint16 served = port();
    m_window->openCatalog(m_folder->filePath(QStringLiteral("other/other.creel")));
    QTRY_COMPARE_WITH_TIMEOUT(sharer().state(), Sharer::State::Stopped, patienceMs);
    QCOMPARE(ask(served, getRequest("/healthz")).status, -1);
    m_window->openCatalog(catalogFile());
    m_window->showPage(MainWindow::Page::Share);
    QVERIFY(serve());
    m_desk->close();
    QTRY_COMPARE_WITH_TIMEOUT(sharer().state(), Sharer::State::Stopped, patienceMs);
}

void SharePageTest::closingTheWindowAnswersWhatIsUnderWay()
{
    addModel();
    const auto gate = std::make_shared<GatedEngine::Gate>();
    openWindow(GatedEngine::factory(gate));
    QVERIFY(serve());
    HttpClient client(port());
    client.send(predictRequest(1));
    QVERIFY(gate->entered.tryAcquire(1, 60'000));
    m_window->close(); // returns although a request is under way
    QVERIFY(!m_window->isVisible());
    gate->mayLeave.release(100);
    m_window.reset();
    QCOMPARE(client.receive().body, QByteArray(R"({"class":"bull_trout","success":true})"));
}

void SharePageTest::stoppingBeforeItHasStartedStopsIt()
{
    addModel();
    const auto gate = std::make_shared<GatedEngine::Gate>();
    gate->holdsOpening = true;
    openWindow(GatedEngine::factory(gate));
    QTRY_VERIFY_WITH_TIMEOUT(page().serveButton()->isEnabled(), patienceMs);
    chooseAnyPort();
    QTest::mouseClick(page().serveButton(), Qt::LeftButton);
    QVERIFY(gate->opening.tryAcquire(1, 60'000));
    QCOMPARE(page().serveButton()->text(), QStringLiteral("Stop"));
    QTest::mouseClick(page().serveButton(), Qt::LeftButton);
    QCOMPARE(sharer().state(), Sharer::State::Stopping);
    gate->mayOpen.release(100);
    QTRY_COMPARE_WITH_TIMEOUT(sharer().state(), Sharer::State::Stopped, patienceMs);
    QVERIFY(sharer().problem().isEmpty());
}

void SharePageTest::theTopBarSaysThatItRuns()
{
    addModel();
    openWindow();
    auto* sign = m_window->findChild<ServingSign*>();
    QVERIFY(!sign->isVisible());
    QVERIFY(serve());
    m_window->showPage(MainWindow::Page::Curate);
    QVERIFY(sign->isVisible());
    QCOMPARE(sign->text(), QStringLiteral("Serving this computer"));
    QVERIFY(sign->toolTip().contains(sharer().ownUrl()));
    QTest::mouseClick(sign, Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::Page::Share);
    sharer().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!sign->isVisible(), patienceMs);
}

void SharePageTest::choicesAreRememberedByTheCatalog()
{
    addModel();
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().form().model(), patienceMs);
    const int port = 23'456;
    named<QRadioButton>("Reach: phones on this network")->setChecked(true);
    named<QSpinBox>("Port")->setValue(port);
    named<QCheckBox>("Take corrections into this catalog")->setChecked(false);
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(page().form().model(), patienceMs);
    QVERIFY(page().form().reachesNetwork());
    const ServeOptions options = page().form().options(catalogFile());
    QCOMPARE(options.port, port);
    QCOMPARE(options.host, Sharer::networkHost());
    QCOMPARE(options.model, modelFile());
    QVERIFY(options.feedback.catalog.isEmpty());
    QVERIFY(options.api.keys.isEmpty());
}

void SharePageTest::exportsFromHere()
{
    openWindow();
    QTest::mouseClick(page().exportButton(), Qt::LeftButton);
    auto* dialog = m_window->findChild<ExportDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->reject();
}

void SharePageTest::everyControlHasANameAndATip()
{
    addModel();
    openWindow();
    named<QRadioButton>("Reach: phones on this network")->setChecked(true);
    named<QCheckBox>("Ask for a key")->setChecked(true);
    QVERIFY(serve());
    for (const QWidget* widget : page().findChildren<QWidget*>()) {
        const auto* pressed = qobject_cast<const QAbstractButton*>(widget);
        if (!pressed && !qobject_cast<const QComboBox*>(widget) && !qobject_cast<const QSpinBox*>(widget))
            continue;
        const QString name =
            pressed && widget->accessibleName().isEmpty() ? pressed->text() : widget->accessibleName();
        QVERIFY2(!name.isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(name));
        QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(name));
    }
    QVERIFY(page().serveButton()->toolTip().contains(QStringLiteral("Ctrl+Shift+S")));
    QVERIFY(m_window->actions()
                .action(QStringLiteral("page.share"))
                ->toolTip()
                .contains(QStringLiteral("Alt+4")));
}

QTEST_MAIN(SharePageTest)
#include "tst_share_page.moc"
